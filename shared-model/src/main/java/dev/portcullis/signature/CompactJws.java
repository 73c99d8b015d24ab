package dev.portcullis.signature;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A JWS in its compact serialization (RFC 7515 section 7.1), signed with Ed25519 (RFC 8037 section 3.1). Its header has
 * {@code alg}, {@code kid}, {@code typ}, {@code jwk} and {@code admission}, and nothing else: what has more is refused,
 * {@code crit} included.
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record CompactJws(Header header, byte[] payload, byte[] signingInput, byte[] signature) {
    static final String ALGORITHM = "EdDSA";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /**
     * The protected header.
     *
     * @param jwk the key that signs, where readers cannot know it
     * @param admission why readers may believe it, base64url; a private parameter (RFC 7515 section 4.3)
     */
    record Header(
            @Nullable String alg,
            @Nullable String kid,
            @Nullable String typ,
            @Nullable PublicJwk jwk,
            @Nullable String admission) {}

    /** An octet key pair (RFC 8037 section 2), without its private part. */
    record PublicJwk(
            @Nullable String kty,
            @Nullable String crv,
            @Nullable String x) {
        static PublicJwk of(byte[] publicKey) {
            return new PublicJwk("OKP", "Ed25519", ENCODER.encodeToString(publicKey));
        }

        /** The key in its raw form; null if this is no key of Ed25519. */
        byte @Nullable [] publicKey() {
            byte[] key = "OKP".equals(kty) && "Ed25519".equals(crv) && x != null ? decode(x) : null;
            return key != null && key.length == Ed25519Keys.KEY_BYTES ? key : null;
        }
    }

    static byte[] sign(Header header, byte[] payload, byte[] privateKey) {
        String input = encode(write(header)) + "." + encode(payload);
        byte[] signature = Ed25519Keys.sign(privateKey, input.getBytes(StandardCharsets.US_ASCII));
        return (input + "." + encode(signature)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Null if the bytes are no compact JWS with {@code EdDSA}. */
    static @Nullable CompactJws read(byte[] jws) {
        String text = new String(jws, StandardCharsets.ISO_8859_1);
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return null;
        }
        byte[] header = decode(text.substring(0, first));
        byte[] payload = decode(text.substring(first + 1, second));
        byte[] signature = decode(text.substring(second + 1));
        if (header == null || payload == null || signature == null) {
            return null;
        }
        try {
            Header read = MAPPER.readValue(header, Header.class);
            return read != null && ALGORITHM.equals(read.alg())
                    ? new CompactJws(
                            read, payload, text.substring(0, second).getBytes(StandardCharsets.US_ASCII), signature)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    boolean isSignedBy(byte[] publicKey) {
        return Ed25519Keys.verify(publicKey, signingInput, signature);
    }

    private static byte[] write(Header header) {
        try {
            return MAPPER.writeValueAsBytes(header);
        } catch (IOException e) {
            throw new IllegalStateException("a header that is no JSON", e);
        }
    }

    static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** Null for what is not base64url without padding, or has stray bits. */
    static byte @Nullable [] decode(String text) {
        try {
            byte[] bytes = DECODER.decode(text);
            return encode(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
