package dev.portcullis.control.rule;

import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.TextLimit;
import dev.portcullis.control.fetch.KeyFetch;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.KeySource;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A rule, as clients write it. */
@Schema(name = "RuleWrite", description = "A rule to create, or what an existing one shall be.")
record RuleWrite(
        @Schema(description = "Unique in the instance.", minLength = 1, maxLength = 64, required = true)
        String name,

        @Schema(description = "Whether it takes part in decisions. Default: false.") @Nullable
        Boolean enabled,

        @Schema(description = "Default: JWT, the only type.") @Nullable
        RuleType type,

        @Schema(
                description = "Must equal the token's iss, byte for byte.",
                minLength = 1,
                maxLength = 2_048,
                required = true)
        String issuer,

        @Schema(
                description = "Must equal the token's sub. Absent: sub is not checked.",
                minLength = 1,
                maxLength = 1_024)
        @Nullable
        String sub,

        @Schema(
                description = "The token's aud must contain one of them; each once. Absent: aud is not checked.",
                minItems = 1,
                maxItems = 100)
        @Nullable
        List<String> audiences,

        @Schema(description = "SHADOW: evaluated and counted, but without influence. Default: ENFORCE.") @Nullable
        Enforcement enforcement,

        @Schema(
                description =
                        "The verification keys; exactly one of jwks, jwksUri and discovery must be given. A text that holds the JSON of the set is accepted too. An oct key that names the kid of a stored one may come without k, which is then kept.")
        @Nullable
        JwkSet jwks,

        @Schema(
                description =
                        "Where the keys are published as a JWK Set: an https URL without user and fragment (http where the operator allows it). The nodes fetch them, and keep them fresh. Not a place for secrets: it is answered.",
                examples = "https://issuer.example/jwks.json",
                minLength = 1,
                maxLength = 2_048)
        @Nullable
        String jwksUri,

        @Schema(
                description =
                        "True: the nodes find jwksUri in the discovery document of the issuer (OpenID Connect Discovery 1.0), which must be an https URL without query and fragment. False counts as absent.")
        @Nullable
        Boolean discovery,

        @Schema(description = "Beside jwksUri or discovery only.") @Nullable
        KeyFetch keyFetch,

        @Nullable TokenSettings token,

        @Schema(
                description =
                        "WHITELIST: a token is asked for unless a condition matches. BLACKLIST: only if one matches.",
                required = true)
        AuthorizationMode authorizationMode,

        @Schema(description = "Leeway in seconds for exp, nbf and iat. Default: 60.", minimum = "0", maximum = "300")
        @Nullable
        Integer clockSkew,

        @Schema(description = "False accepts tokens without exp. Default: true.") @Nullable
        Boolean requireExpiration,

        @Schema(
                description = "In seconds; exp - iat may not exceed it, and iat is then required.",
                minimum = "1",
                maximum = "3153600000")
        @Nullable
        Long maxTokenLifetime,

        @Schema(description = "Each once. Default: what the keys can do.", minItems = 1, maxItems = 17) @Nullable
        List<JwsAlgorithm> allowedAlgorithms,

        @Schema(description = "Each of them must hold.", minItems = 1, maxItems = 50) @Nullable
        List<RequiredClaim> requiredClaims,

        @Schema(description = "Claims to forward upstream in header fields.", minItems = 1, maxItems = 50) @Nullable
        List<ClaimHeader> claimsToHeaders) {

    private static final TextLimit ISSUER = TextLimit.of(1, 2_048);
    private static final TextLimit SUBJECT = TextLimit.of(1, 1_024);
    private static final int MAX_AUDIENCES = 100;
    private static final int DEFAULT_CLOCK_SKEW_SECONDS = 60;
    /** A hundred years. */
    private static final long MAX_LIFETIME_SECONDS = 3_153_600_000L;

    /** The types of rules. */
    @Schema(name = "RuleType")
    enum RuleType {
        JWT
    }

    /** Reads everything but the keys. */
    static RuleDefinition readDefinition(FieldReader in, KeySource keys) {
        in.choice("type", RuleType.class);
        Enforcement enforcement = in.choice("enforcement", Enforcement.class);
        TokenSettings.Read token = TokenSettings.read(in.object("token"));
        return new RuleDefinition(
                in.requiredText("name", TextLimit.NAME),
                in.flag("enabled", false),
                enforcement == null ? Enforcement.ENFORCE : enforcement,
                in.requiredText("issuer", ISSUER),
                in.text("sub", SUBJECT),
                in.texts("audiences", MAX_AUDIENCES, SUBJECT),
                keys,
                token.place(),
                token.passthrough(),
                in.requiredChoice("authorizationMode", AuthorizationMode.class),
                in.whole("clockSkew", 0, 300, DEFAULT_CLOCK_SKEW_SECONDS),
                in.flag("requireExpiration", true),
                in.whole("maxTokenLifetime", 1, MAX_LIFETIME_SECONDS),
                algorithms(in),
                Claims.required(in),
                Claims.toHeaders(in));
    }

    private static @Nullable List<JwsAlgorithm> algorithms(FieldReader in) {
        List<String> names = in.constants(
                "allowedAlgorithms",
                Arrays.stream(JwsAlgorithm.values()).map(JwsAlgorithm::joseName).toList());
        return names == null
                ? null
                : names.stream()
                        .flatMap(name -> JwsAlgorithm.named(name).stream())
                        .toList();
    }
}
