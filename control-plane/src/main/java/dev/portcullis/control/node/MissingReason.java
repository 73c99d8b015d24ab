package dev.portcullis.control.node;

import dev.portcullis.model.Rejection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why a node has not applied a revision. */
@Schema(
        name = "MissingReason",
        description =
                "BEHIND: it has not got to it yet. UNREACHABLE: it has stopped reporting. CLOCK_SKEW: its clock is so "
                        + "far off that its reports prove nothing. NOT_IN_TABLES: it enforces a revision that the database does not "
                        + "have. DIGEST_MISMATCH, HEAD_MISSING, HEAD_OLDER, UNREADABLE, NOT_COMPILED: it refuses what it has read; "
                        + "with DIGEST_MISMATCH, because that is not what the database has. SECRET_UNAVAILABLE: it enforces it, "
                        + "but its keys do not open secrets of rules. REJECTED: it refuses it for another reason.")
public enum MissingReason {
    BEHIND,
    UNREACHABLE,
    CLOCK_SKEW,
    NOT_IN_TABLES,
    DIGEST_MISMATCH,
    HEAD_MISSING,
    HEAD_OLDER,
    UNREADABLE,
    NOT_COMPILED,
    SECRET_UNAVAILABLE,
    REJECTED;

    /** @param rejection null: one that this version does not know */
    static MissingReason of(@Nullable Rejection rejection) {
        return switch (rejection) {
            case null -> REJECTED;
            case DIGEST_MISMATCH -> DIGEST_MISMATCH;
            case HEAD_MISSING -> HEAD_MISSING;
            case HEAD_OLDER -> HEAD_OLDER;
            case UNREADABLE -> UNREADABLE;
            case NOT_COMPILED -> NOT_COMPILED;
            case SECRET_UNAVAILABLE -> SECRET_UNAVAILABLE;
        };
    }
}
