package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.portcullis.model.RuleItem;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/**
 * Our verdict beside those of jose4j and Nimbus, over tokens that were good before something in them was changed. Where we
 * differ, we must be the stricter one, and for a reason that is listed here. {@code -Ddifferential.cases=1000000} runs more.
 */
class DifferentialTest {
    private static final int CASES = Integer.getInteger("differential.cases", 10_000);
    private static final long SEED = Long.getLong("differential.seed", 20_261_123L);
    private static final String[] KEYS = {"rsa", "ec256", "ec384", "ed25519", "hs256"};

    private final TokenMutator mutator = new TokenMutator(new Random(SEED));
    private final RuleSet rules;
    private final JwtConsumer jose4j;
    private final DefaultJWTProcessor<SecurityContext> nimbus;

    DifferentialTest() throws JoseException, ParseException {
        Samples.Rule rule = new Samples.Rule(List.of(
                TestKeys.named("rsa").item(),
                TestKeys.named("ec256").item(),
                TestKeys.named("ec384").item(),
                TestKeys.named("ed25519").item(),
                TestKeys.named("hs256").item()));
        rule.audiences = List.of("api");
        RuleItem item = rule.item();
        rules = Samples.compile(List.of(item));
        List<Map<String, Object>> keys = new ArrayList<>();
        for (String name : KEYS) {
            keys.add(new LinkedHashMap<>(TestKeys.named(name).jwk()));
        }
        String jwks = json(Map.of("keys", keys));
        jose4j = jose4j(jwks);
        nimbus = nimbus(jwks);
    }

    private static String json(Object value) {
        try {
            return new com.fasterxml.jackson.databind.json.JsonMapper().writeValueAsString(value);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JwtConsumer jose4j(String jwks) throws JoseException {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(new JsonWebKeySet(jwks).getJsonWebKeys()))
                .setJwsAlgorithmConstraints(AlgorithmConstraints.DISALLOW_NONE)
                .setExpectedIssuer(Samples.ISSUER)
                .setExpectedAudience("api")
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(60)
                .setEvaluationTime(NumericDate.fromSeconds(Samples.NOW_SECONDS))
                .build();
    }

    private static DefaultJWTProcessor<SecurityContext> nimbus(String jwks) throws ParseException {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        Set<JWSAlgorithm> algorithms = Set.of(
                JWSAlgorithm.RS256,
                JWSAlgorithm.RS384,
                JWSAlgorithm.RS512,
                JWSAlgorithm.PS256,
                JWSAlgorithm.PS384,
                JWSAlgorithm.PS512,
                JWSAlgorithm.ES256,
                JWSAlgorithm.ES384,
                JWSAlgorithm.HS256);
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(JWKSet.parse(jwks))));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        "api", new JWTClaimsSet.Builder().issuer(Samples.ISSUER).build(), Set.of("exp")) {
                    @Override
                    @SuppressWarnings("JavaUtilDate") // What Nimbus asks for.
                    protected Date currentTime() {
                        return new Date(Samples.NOW_MILLIS);
                    }
                };
        claims.setMaxClockSkew(60);
        processor.setJWTClaimsSetVerifier(claims);
        return processor;
    }

    /** Reasons why we refuse what a library accepts. */
    enum Stricter {
        /** RFC 8725 section 3.10 wants no duplicates; the libraries take the last one, or none of them notices. */
        DUPLICATE_NAMES,
        /** The libraries decode base64 leniently: padding, the other alphabet, stray bits, white space. */
        LENIENT_BASE64,
        /** Comments, NaN, trailing text, lone surrogates, byte order marks: not RFC 8259. */
        LENIENT_JSON,
        /** A crit that the library understands, zip or b64; we understand none. */
        HEADER_EXTENSION,
        /** The libraries fall back to other keys when the token names none or one that is not there. */
        KID,
        /** jose4j and Nimbus cap neither sizes nor depths as we do. */
        LIMITS,
        /** iat in the future is not looked at by the libraries. */
        ISSUED_IN_THE_FUTURE,
        /** Times beyond a double, as null or of other types, which a library coerces or ignores. */
        TIME_TYPES,
        /** An aud list with other things than strings in it, which a library skips. */
        AUDIENCE_TYPES
    }

    @Test
    void we_admit_nothing_that_both_libraries_refuse_and_refuse_for_known_reasons_only() {
        Map<Stricter, Integer> stricter = new EnumMap<>(Stricter.class);
        Map<String, Integer> both = new HashMap<>();
        List<String> unexplained = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            TokenMutator.Mutant mutant = mutator.next(keyOf(i));
            boolean ours = admits(mutant.token());
            boolean theirJose4j = jose4jAdmits(mutant.token());
            boolean hasEd25519 = mutant.key().equals("ed25519");
            // Nimbus needs a further library for Ed25519.
            boolean theirNimbus = hasEd25519 ? theirJose4j : nimbusAdmits(mutant.token());
            if (ours == theirJose4j && ours == theirNimbus) {
                both.merge(ours ? "admitted" : "refused", 1, Integer::sum);
            } else if (!ours && mutant.whyWeAreStricter() != null) {
                stricter.merge(mutant.whyWeAreStricter(), 1, Integer::sum);
            } else if (!(ours && mutant.explainsLaxer(theirJose4j, theirNimbus))) {
                unexplained.add(mutant.name() + " " + mutant.key() + ": ours=" + ours + " jose4j=" + theirJose4j
                        + " nimbus=" + theirNimbus + "\n  " + readable(mutant.token()));
            }
        }
        System.out.println("differential: " + CASES + " cases, agreed " + both + ", we are stricter " + stricter);
        assertThat(unexplained.stream().limit(20)).isEmpty();
        assertThat(both).containsKeys("admitted", "refused");
        assertThat(both.get("admitted")).isGreaterThan(CASES / 10);
        assertThat(both.get("refused")).isGreaterThan(CASES / 10);
    }

    /** All keys, but seldom those on which the JDK and the libraries spend milliseconds. */
    private static String keyOf(int round) {
        return switch (round % 40) {
            case 0, 1 -> "ec256";
            case 2 -> "ec384";
            case 3, 4 -> "ed25519";
            case 5, 6, 7, 8, 9, 10, 11, 12 -> "rsa";
            default -> "hs256";
        };
    }

    private boolean admits(String token) {
        Decision decision = rules.decide(
                Samples.request("GET", "h", "/"),
                Samples.headers("Authorization", "Bearer " + token),
                Samples.NOW_MILLIS);
        if (decision instanceof Decision.Denied denied) {
            assertThat(denied.reason()).isNotEqualTo(DenialReason.INTERNAL);
        }
        return decision instanceof Decision.Authenticated;
    }

    private boolean jose4jAdmits(String token) {
        try {
            jose4j.process(token);
            return true;
        } catch (InvalidJwtException | RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    private boolean nimbusAdmits(String token) {
        try {
            nimbus.process(token, null);
            return true;
        } catch (ParseException | BadJOSEException | JOSEException | RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    private static String readable(String token) {
        StringBuilder out = new StringBuilder();
        for (String part : token.split("\\.", -1)) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
                out.append(text, 0, Math.min(200, text.length())).append(" . ");
            } catch (IllegalArgumentException e) {
                out.append(part, 0, Math.min(60, part.length())).append(" . ");
            }
        }
        return out.toString();
    }
}
