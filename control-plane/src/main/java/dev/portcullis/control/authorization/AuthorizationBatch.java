package dev.portcullis.control.authorization;

import dev.portcullis.control.body.Patterns;
import dev.portcullis.model.PathPattern;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What shall become of many conditions of a rule, as clients write it. */
@Schema(
        name = "AuthorizationBatch",
        description = "What shall become of many authorizations of a rule: at most 10,000 in all three lists.")
record AuthorizationBatch(
        @Schema(description = "New ones.", maxItems = AuthorizationBatches.MAX_ELEMENTS) @Nullable
        List<AuthorizationWrite> create,

        @Schema(description = "What existing ones shall be.", maxItems = AuthorizationBatches.MAX_ELEMENTS) @Nullable
        List<Replacement> replace,

        @Schema(
                description = "Ids of those that go, each once in all lists.",
                maxItems = AuthorizationBatches.MAX_ELEMENTS)
        @Nullable
        List<String> delete) {

    /** What an existing condition shall be. */
    @Schema(
            name = "AuthorizationReplacement",
            description =
                    "What an existing authorization shall be. As in a PUT, the fields that the server makes may be there, as they are.")
    record Replacement(
            @Schema(examples = "az-2n98v7ey004", minLength = 1, maxLength = 64, required = true)
            String id,

            @Schema(description = "Default: *.", minLength = 1, maxLength = 253) @Nullable
            String host,

            @Schema(required = true) PathPattern path,

            @Schema(description = "Default: false.") @Nullable
            Boolean ignoreCase,

            @Schema(description = "Each once. Default: all.", minItems = 1, maxItems = 8) @Nullable
            List<Patterns.Method> methods) {}
}
