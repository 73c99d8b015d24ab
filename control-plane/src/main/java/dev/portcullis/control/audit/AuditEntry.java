package dev.portcullis.control.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit log: who asked for what, and what became of it. Nothing in it is taken from a body, a query or a path.
 *
 * @param requestId the {@code X-Request-Id} of the answer
 * @param caller the {@code sub} of a token that was accepted
 * @param operation the operationId in the contract; null if the address is that of no operation
 * @param path as the contract writes it, for example {@code /api/v1/instances/{instanceId}}
 * @param code of the problem; null if there was none
 * @param millis until the answer was handed over
 * @param revision that a write made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "requestId",
    "caller",
    "operation",
    "method",
    "path",
    "outcome",
    "status",
    "code",
    "millis",
    "revision"
})
record AuditEntry(
        @Nullable String requestId,
        @Nullable String caller,
        @Nullable String operation,
        String method,
        @Nullable String path,
        Outcome outcome,
        int status,
        @Nullable String code,
        long millis,
        @Nullable String revision) {
    /** What became of a request. */
    enum Outcome {
        DONE,
        REFUSED,
        FAILED,
        /** The client did not wait for the answer; a write stands nevertheless if the status says so. */
        CLIENT_GONE
    }
}
