package dev.portcullis.signature;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The token with which a node asks the control plane for the snapshot of its instance: a JWT (RFC 7519) with {@code HS256},
 * under a key that is derived from the node's enrolment secret. It has the one header that is written here and no other, so
 * nobody chooses the algorithm by which it is verified (RFC 8725 section 3.1).
 */
public final class NodeToken {
    /** Of a token, and how far the clocks of its two sides may be apart. */
    static final Duration LIFETIME = Duration.ofSeconds(60);

    static final Duration SKEW = Duration.ofSeconds(60);
    static final String AUDIENCE = "portcullis-snapshot";

    private static final int MAX_CHARS = 2048;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER =
            encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private NodeToken() {}

    /** Times are in seconds since 1970 (RFC 7519 section 2, NumericDate). */
    private record Claims(
            @Nullable String iss,
            @Nullable String sub,
            @Nullable String aud,
            long iat,
            long exp,
            @Nullable String jti) {}

    /** What the verification of a token led to. */
    public sealed interface Verification {
        /** It is that of a node of the instance. */
        record Valid(String nodeId) implements Verification {}

        /** @param reason what was found and what was expected, without any part of the token */
        record Invalid(String reason) implements Verification {}
    }

    /** A token for the next minute. */
    public static String of(EnrolmentSecret secret, String instanceId, String nodeId, Instant now) {
        long seconds = now.getEpochSecond();
        Claims claims = new Claims(
                nodeId,
                instanceId,
                AUDIENCE,
                seconds,
                seconds + LIFETIME.toSeconds(),
                UUID.randomUUID().toString());
        try {
            String input = HEADER + "." + encode(MAPPER.writeValueAsBytes(claims));
            return input + "." + encode(secret.mac(AUDIENCE, input.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new IllegalStateException("claims that are no JSON", e);
        }
    }

    /** Verifies a token for the instance. */
    public static Verification verify(EnrolmentSecrets secrets, String instanceId, String token, Instant now) {
        int dot = token.lastIndexOf('.');
        if (token.length() > MAX_CHARS || dot <= HEADER.length() || !token.startsWith(HEADER + ".")) {
            return new Verification.Invalid("no token of a node (expected: a JWT with HS256)");
        }
        byte[] mac = decode(token.substring(dot + 1));
        byte[] payload = decode(token.substring(HEADER.length() + 1, dot));
        byte[] input = token.substring(0, dot).getBytes(StandardCharsets.UTF_8);
        if (mac == null || payload == null || !secrets.verify(instanceId, AUDIENCE, input, mac)) {
            return new Verification.Invalid("no enrolment secret of the instance has made the token (expected: one)");
        }
        return verify(payload, instanceId, now.getEpochSecond());
    }

    private static Verification verify(byte[] payload, String instanceId, long now) {
        Claims claims;
        try {
            claims = MAPPER.readValue(payload, Claims.class);
        } catch (IOException e) {
            return new Verification.Invalid("other claims (expected: iss, sub, aud, iat, exp, jti)");
        }
        if (claims == null || claims.iss() == null || !AUDIENCE.equals(claims.aud())) {
            return new Verification.Invalid("no iss or another aud (expected: " + AUDIENCE + ")");
        }
        if (!instanceId.equals(claims.sub())) {
            return new Verification.Invalid("sub of another instance (expected: that of the address)");
        }
        if (claims.exp() + SKEW.toSeconds() <= now
                || claims.iat() - SKEW.toSeconds() > now
                || claims.exp() - claims.iat() > LIFETIME.toSeconds()) {
            return new Verification.Invalid("not valid at this time (expected: the node's clock to be right)");
        }
        return new Verification.Valid(claims.iss());
    }

    private static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    private static byte @Nullable [] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
