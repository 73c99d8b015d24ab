package dev.portcullis.control.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of every answer that is not a success (RFC 9457). */
@Schema(name = "Problem", description = "Why a request was refused (RFC 9457).")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        @Schema(description = "A URI that names the kind of problem.", required = true)
        String type,

        @Schema(description = "A sentence, the same for every occurrence.", required = true)
        String title,

        @Schema(description = "The HTTP status.", required = true)
        int status,

        @Schema(description = "What is wrong with this request.") @Nullable
        String detail,

        @Schema(description = "A code for programs, for example RULE_ENABLED.", required = true)
        String code,

        @Schema(description = "The X-Request-Id of the answer.") @Nullable
        String requestId,

        @Schema(description = "The faults of the document, or of the parameters; of more than 100 the first 100.")
        @Nullable
        List<Violation> violations,

        @Schema(description = "How many faults there are, listed or not.") @Nullable
        Integer violationCount) {
    /** RFC 9457 section 3. */
    public static final String MEDIA_TYPE = "application/problem+json";
}
