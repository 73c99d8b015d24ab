package dev.portcullis.control.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.model.KeyReport;
import dev.portcullis.policy.jwk.KeyIdentity;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a node holds of a rule's published keys, as it is answered. */
@Schema(name = "NodeKeys", description = "What a node holds of a rule's published keys, by its own reports.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeKeys(
        @Schema(required = true) String nodeId,

        @Schema(
                description = "False: the node has stopped reporting, and this is the last that it said.",
                required = true)
        boolean reachable,

        @Schema(required = true) State state,

        @Schema(
                description = "The URL of the set, or the issuer of the discovery, without query.",
                examples = "https://issuer.example/jwks.json")
        @Nullable
        String location,

        @Schema(description = "Of the set that serves, in its order; empty if none does.", required = true)
        List<HeldKey> keys,

        @Schema(description = "When that set came, by the node's clock.") @Nullable
        Instant fetchedAt,

        @Schema(description = "When the node fetches next; absent while it does.") @Nullable
        Instant nextRefreshAt,

        @Schema(
                description = "Why the last fetch that failed did, even if one has succeeded since.",
                examples = "TIMED_OUT: no complete answer (expected: one within 10000 ms)")
        @Nullable
        String lastError,

        @Schema(description = "When it failed, by the node's clock.") @Nullable
        Instant failedAt,

        @Schema(description = "Since the last success.") @Nullable
        Integer failuresInARow,

        @Schema(
                description =
                        "The rule's refreshCounter, as the node knows it: a refresh has reached it once both are the"
                                + " same. Absent until the node enforces the rule as it is now.")
        @Nullable
        Long refreshCounter) {

    /** How a node stands with a rule's keys. */
    @Schema(
            name = "NodeKeysState",
            description = "NOT_REPORTED: the node has said nothing of them, as when it has not got to the rule yet."
                    + " PENDING: the first fetch is under way. FRESH: a set serves, and the last fetch succeeded. STALE:"
                    + " a set serves, but the last fetch failed. UNAVAILABLE: none serves, so tokens are answered 503.")
    public enum State {
        NOT_REPORTED,
        PENDING,
        FRESH,
        STALE,
        UNAVAILABLE
    }

    /** A key that a node holds. */
    @Schema(name = "HeldKey", description = "A key of the set that a node has fetched.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HeldKey(
            @Nullable String kid,

            @Schema(description = "RSA, EC, OKP, AKP or another type.", required = true)
            String kty,

            @Schema(description = "That it can verify here.", required = true)
            List<String> algorithms,

            @Schema(description = "Whether there are any.", required = true)
            boolean usable,

            @Schema(description = "Why it cannot serve; absent if it can.", examples = "use is \"enc\", not sig")
            @Nullable
            String reason,

            @Schema(description = "RFC 7638, base64url of SHA-256.") @Nullable
            String thumbprint) {

        static HeldKey of(KeyReport.ReportedKey key) {
            return new HeldKey(
                    key.members().get("kid") instanceof String kid ? kid : null,
                    key.members().get("kty") instanceof String kty ? kty : "",
                    key.algorithms(),
                    !key.algorithms().isEmpty(),
                    key.reason(),
                    KeyIdentity.thumbprint(key.members()));
        }
    }

    /** @param refreshCounter that the node knows; null if that is not known */
    static NodeKeys of(Node node, @Nullable KeyReport report, @Nullable Long refreshCounter) {
        String nodeId = node.report().nodeId();
        boolean reachable = node.life() != Node.Life.UNREACHABLE;
        if (report == null) {
            return new NodeKeys(
                    nodeId,
                    reachable,
                    State.NOT_REPORTED,
                    null,
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    refreshCounter);
        }
        State state = switch (report.state()) {
            case PENDING -> State.PENDING;
            case FRESH -> State.FRESH;
            case STALE -> State.STALE;
            case UNAVAILABLE -> State.UNAVAILABLE;
            case GONE -> State.NOT_REPORTED;
        };
        return new NodeKeys(
                nodeId,
                reachable,
                state,
                report.location(),
                report.keys().stream().map(HeldKey::of).toList(),
                instant(report.fetchedAtMillis()),
                instant(report.nextFetchAtMillis()),
                report.lastError(),
                instant(report.failedAtMillis()),
                report.failuresInARow(),
                refreshCounter);
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
