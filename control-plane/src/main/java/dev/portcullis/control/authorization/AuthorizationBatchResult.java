package dev.portcullis.control.authorization;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.revision.Versioned;
import dev.portcullis.control.warning.Warning;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a batch did. */
@Schema(name = "AuthorizationBatchResult", description = "What a batch did.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuthorizationBatchResult(
        @Schema(description = "The newest revision now.", required = true)
        long revision,

        @Schema(required = true) int created,
        @Schema(required = true) int replaced,

        @Schema(description = "Those that were to be replaced, and are so already.", required = true)
        int unchanged,

        @Schema(required = true) int deleted,

        @Schema(description = "The ids of the created, in the order of the request.", required = true)
        List<String> createdIds,

        @Schema(description = "What the author should know.") @Nullable
        List<Warning> warnings)
        implements Versioned {}
