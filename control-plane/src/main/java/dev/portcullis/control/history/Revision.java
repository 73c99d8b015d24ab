package dev.portcullis.control.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.revision.Versioned;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One accepted change. */
@Schema(name = "Revision", description = "One accepted change of an instance.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record Revision(
        @Schema(description = "Its number; the next one is one more.", examples = "17", required = true)
        long revision,

        @Schema(required = true) Instant createdAt,

        @Schema(
                description = "The sub of the caller's token; empty if it had none.",
                examples = "alice",
                required = true)
        String caller,

        @Schema(description = "The X-Request-Id of the answer.", required = true)
        String requestId,

        @Schema(description = "The operationId of what was called.", examples = "replaceRule", required = true)
        String operation,

        @Schema(description = "How many resources it created.", required = true)
        int created,

        @Schema(description = "How many resources it changed.", required = true)
        int updated,

        @Schema(description = "How many resources it deleted.", required = true)
        int deleted,

        @Schema(description = "The change itself; not in lists.") @Nullable
        List<ItemChange> changes)
        implements Versioned {

    static Revision of(RevisionRow row, @Nullable List<ItemChange> changes) {
        return new Revision(
                row.number(),
                row.madeAt(),
                row.caller(),
                row.requestId(),
                row.operation(),
                row.created(),
                row.updated(),
                row.deleted(),
                changes);
    }
}
