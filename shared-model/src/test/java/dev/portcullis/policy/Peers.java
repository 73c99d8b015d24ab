package dev.portcullis.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import dev.portcullis.policy.jwk.CryptoProviders;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/** Who else judges a token by the same issuer, audience, clock and keys. */
enum Peers {
    JOSE4J,
    NIMBUS,
    /** We ourselves, with the JDK's signatures instead of AWS-LC's. Must never differ. */
    JDK;

    /** Whether the peer knows that kind of signature: neither library has ML-DSA, and Nimbus wants one more for Ed25519. */
    boolean knows(String key) {
        return switch (this) {
            case JOSE4J -> !key.startsWith("mldsa");
            case NIMBUS -> !key.startsWith("mldsa") && !key.startsWith("ed25519");
            case JDK -> true;
        };
    }

    /** All of them, ready to judge. */
    static Map<Peers, Predicate<String>> ready(RuleItem rule, List<String> keys) {
        List<Map<String, Object>> jwks = new ArrayList<>();
        for (String key : keys) {
            if (!key.startsWith("mldsa")) {
                jwks.add(TestKeys.named(key).jwk());
            }
        }
        try {
            String json = new JsonMapper().writeValueAsString(Map.of("keys", jwks));
            Map<Peers, Predicate<String>> peers = new EnumMap<>(Peers.class);
            JwtConsumer jose4j = jose4j(json);
            peers.put(JOSE4J, token -> admits(jose4j, token));
            DefaultJWTProcessor<SecurityContext> nimbus = nimbus(json);
            peers.put(NIMBUS, token -> admits(nimbus, token));
            RuleSet onJdk = new RuleSetCompiler(
                            Samples.SECRETS, CryptoProviders.jdkOnly(), RemoteKeySets.NONE, new VerifiedTokens())
                    .compile(Samples.image(List.of(rule), List.of(), List.of(Samples.catchAll())), null);
            peers.put(JDK, token -> DifferentialTest.admits(onJdk, token));
            return peers;
        } catch (JsonProcessingException | JoseException | ParseException e) {
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

    private static boolean admits(JwtConsumer consumer, String token) {
        try {
            consumer.process(token);
            return true;
        } catch (InvalidJwtException | RuntimeException | StackOverflowError e) {
            return false;
        }
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
                JWSAlgorithm.ES512,
                JWSAlgorithm.HS256,
                JWSAlgorithm.HS384,
                JWSAlgorithm.HS512);
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

    private static boolean admits(DefaultJWTProcessor<SecurityContext> processor, String token) {
        try {
            processor.process(token, null);
            return true;
        } catch (ParseException | BadJOSEException | JOSEException | RuntimeException | StackOverflowError e) {
            return false;
        }
    }
}
