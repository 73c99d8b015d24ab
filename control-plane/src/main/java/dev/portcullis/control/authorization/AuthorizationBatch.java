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
        @Schema(maxItems = AuthorizationBatches.MAX_ELEMENTS) @Nullable
        List<AuthorizationWrite> create,

        @Schema(maxItems = AuthorizationBatches.MAX_ELEMENTS) @Nullable
        List<Replacement> replace,

        @Schema(description = "Ids.", maxItems = AuthorizationBatches.MAX_ELEMENTS) @Nullable
        List<String> delete) {

    /** What an existing condition shall be. */
    @Schema(
            name = "AuthorizationReplacement",
            description =
                    "What an existing authorization shall be. As in a PUT, the fields that the server makes may be there, as they are.")
    record Replacement(
            @Schema(examples = "az-0az3k5m7q2c", required = true)
            String id,

            @Schema(description = "Default: *.") @Nullable String host,

            @Schema(required = true) PathPattern path,

            @Schema(description = "Default: false.") @Nullable
            Boolean ignoreCase,

            @Schema(description = "Default: all.", minItems = 1) @Nullable
            List<Patterns.Method> methods) {}
}
