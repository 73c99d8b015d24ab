package dev.portcullis.control.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.fetch.KeyFetch;
import dev.portcullis.control.revision.Versioned;
import dev.portcullis.control.warning.Warning;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.KeySource;
import dev.portcullis.policy.jwk.KeyDescription;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A rule, as it is answered. */
@Schema(
        name = "Rule",
        description =
                "An authentication rule: whose tokens are accepted, where they stand, and where one is asked for.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record Rule(
        @Schema(examples = "jr-0az3k5m7q2c", required = true)
        String id,

        @Schema(description = "Unique in the instance.", required = true)
        String name,

        @Schema(required = true) boolean enabled,
        @Schema(required = true) RuleWrite.RuleType type,
        @Schema(required = true) String issuer,
        @Nullable String sub,
        @Nullable List<String> audiences,
        @Schema(required = true) Enforcement enforcement,

        @Schema(
                description = "The keys as written, without the k of oct keys. Absent if the keys are published: GET"
                        + " …/rules/{ruleId}/keys says what each node has fetched.")
        @Nullable
        JwkSet jwks,

        @Schema(description = "What there is to know of each key of jwks, in the same order.") @Nullable
        List<RuleKey> keys,

        @Schema(description = "Where the keys are published.", examples = "https://issuer.example/jwks.json") @Nullable
        String jwksUri,

        @Schema(description = "True: the issuer's discovery document says where the keys are published.") @Nullable
        Boolean discovery,

        @Schema(description = "Absent if the fetch needs nothing particular.") @Nullable
        KeyFetch keyFetch,

        @Schema(required = true) TokenSettings token,
        @Schema(required = true) AuthorizationMode authorizationMode,
        @Schema(required = true) int clockSkew,
        @Schema(required = true) boolean requireExpiration,
        @Nullable Long maxTokenLifetime,
        @Nullable List<JwsAlgorithm> allowedAlgorithms,
        @Nullable List<RequiredClaim> requiredClaims,
        @Nullable List<ClaimHeader> claimsToHeaders,
        @Schema(required = true) Instant createdAt,
        @Schema(required = true) Instant updatedAt,

        @Schema(description = "The revision that last changed the rule.", required = true)
        long revision,

        @Schema(description = "In answers to writes: what the author should know.") @Nullable
        List<Warning> warnings)
        implements Versioned {

    static Rule of(
            RuleEntity entity, List<KeyDescription> keys, @Nullable KeyFetch fetch, @Nullable List<Warning> warnings) {
        return of(
                entity.id(),
                entity.definition(),
                keys,
                fetch,
                entity.createdAt(),
                entity.updatedAt(),
                entity.revision(),
                warnings);
    }

    /** What a definition says, without what is known only of a stored rule. */
    static Rule shown(String id, RuleDefinition is, List<KeyDescription> keys, @Nullable KeyFetch fetch) {
        return of(id, is, keys, fetch, Instant.EPOCH, Instant.EPOCH, 0, null);
    }

    private static Rule of(
            String id,
            RuleDefinition is,
            List<KeyDescription> keys,
            @Nullable KeyFetch fetch,
            Instant createdAt,
            Instant updatedAt,
            long revision,
            @Nullable List<Warning> warnings) {
        return new Rule(
                id,
                is.name(),
                is.enabled(),
                RuleWrite.RuleType.JWT,
                is.issuer(),
                is.sub(),
                is.audiences(),
                is.enforcement(),
                RuleKeys.shown(is.keys()),
                unlessEmpty(keys.stream().map(RuleKey::of).toList()),
                is.keys() instanceof KeySource.JwksUri at ? at.uri() : null,
                is.keys() instanceof KeySource.Discovery ? true : null,
                fetch,
                TokenSettings.of(is.token(), is.passthrough()),
                is.authorizationMode(),
                is.clockSkewSeconds(),
                is.requireExpiration(),
                is.maxTokenLifetimeSeconds(),
                is.allowedAlgorithms(),
                unlessEmpty(is.requiredClaims().stream()
                        .map(claim -> new RequiredClaim(claim.claim(), claim.anyOf(), claim.separator()))
                        .toList()),
                unlessEmpty(is.claimsToHeaders().stream()
                        .map(header -> new ClaimHeader(header.claim(), header.header()))
                        .toList()),
                createdAt,
                updatedAt,
                revision,
                warnings);
    }

    /** A list that is given may not be empty, so one that was not given is not answered as empty. */
    private static <T> @Nullable List<T> unlessEmpty(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
