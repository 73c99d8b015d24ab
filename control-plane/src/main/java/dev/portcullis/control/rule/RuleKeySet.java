package dev.portcullis.control.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.node.NodeKeys;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The keys that a rule's tokens are verified with, as they are answered. */
@Schema(name = "RuleKeySet", description = "The keys that a rule's tokens are verified with, and who holds them.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RuleKeySet(
        @Schema(required = true) Source source,

        @Schema(description = "INLINE: the keys of the rule itself, which are the same on every node.") @Nullable
        List<RuleKey> keys,

        @Schema(description = "JWKS_URI and DISCOVERY: how often a refresh was asked for.") @Nullable
        Long refreshCounter,

        @Schema(description = "JWKS_URI and DISCOVERY: what each registered node has fetched, by node id.") @Nullable
        List<NodeKeys> nodes) {

    /** Where a rule's keys come from. */
    @Schema(
            name = "KeySourceKind",
            description =
                    "INLINE: the field jwks. JWKS_URI: the field jwksUri. DISCOVERY: the issuer's discovery document.")
    enum Source {
        INLINE,
        JWKS_URI,
        DISCOVERY
    }
}
