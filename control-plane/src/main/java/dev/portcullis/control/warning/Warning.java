package dev.portcullis.control.warning;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.policy.RuleWarning;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A warning, as it is answered. */
@Schema(name = "Warning", description = "Something that a write permits and its author should know.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Warning(
        @Schema(
                description =
                        "LAX_RULE_BESIDE_STRICT, ROUTE_AROUND_BLACKLIST, WHITELIST_EXEMPTS_ALL, KEYS_NOT_USABLE, KEYS_SHARE_KID, KEYS_OVER_HTTP, MATCHES_NO_TOKEN or CLAIM_IS_NESTED; others may be added.",
                required = true)
        String code,

        @Schema(description = "What was found, and what follows from it.", required = true)
        String message,

        @Schema(description = "The other rule, route or authorization that is concerned.") @Nullable
        String otherId) {

    static Warning of(RuleWarning warning) {
        return new Warning(warning.code().name(), warning.message(), warning.otherId());
    }
}
