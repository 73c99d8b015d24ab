package dev.portcullis.policy;

import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.secret.SecretKeyRing;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the sources of published keys: rules with the same location, headers and CA certificates have one source,
 * whatever their counters. Both planes compute them from a rule, so that what a node reports of a source is found for each
 * of its rules. Immutable and thread-safe.
 *
 * <p>An id is 128 bits of an HMAC-SHA-256 under a key that is derived from the ring, since addresses and header values may
 * hold secrets that could be guessed from a plain hash.
 */
public final class KeySourceIds {
    private static final String HMAC = "HmacSHA256";
    private static final int ID_BYTES = 16;

    private final SecretKeyRing secrets;
    private final SecretKeySpec key;

    public KeySourceIds(SecretKeyRing secrets) {
        this.secrets = secrets;
        this.key = new SecretKeySpec(secrets.derive("key-source"), HMAC);
    }

    /**
     * The id of the source that a rule names: 22 characters of base64url. A header value that does not open counts as it
     * is sealed, so that the fault of one rule is not taken for another's.
     *
     * @param source that of the rule
     */
    public String of(RuleItem rule, KeySource.Remote source) {
        byte[] digest = hmac(canonical(rule, source));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, ID_BYTES));
    }

    /** No two sources have the same: every part says its kind or presence, and its length. */
    private byte[] canonical(RuleItem rule, KeySource.Remote source) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(octets)) {
            switch (source) {
                case KeySource.JwksUri at -> put(out, 'u', at.uri());
                case KeySource.Discovery ignored -> put(out, 'd', rule.issuer());
            }
            KeySource.KeyFetch fetch = source.fetch();
            for (KeySource.FetchHeader header : fetch.headers()) {
                put(out, 'n', header.name());
                byte[] value = opened(rule, header);
                if (value == null) {
                    put(out, 's', header.sealedValue());
                } else {
                    put(out, 'v', value);
                }
            }
            if (fetch.caPem() != null) {
                put(out, 'c', fetch.caPem());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes all octets", e);
        }
        return octets.toByteArray();
    }

    private byte @Nullable [] opened(RuleItem rule, KeySource.FetchHeader header) {
        try {
            return secrets.open(
                    header.sealedValue(), KeySource.FetchHeader.place(rule.instanceId(), rule.ruleId(), header.name()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void put(DataOutputStream out, char kind, String text) throws IOException {
        put(out, kind, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void put(DataOutputStream out, char kind, byte[] octets) throws IOException {
        out.writeByte(kind);
        out.writeInt(octets.length);
        out.write(octets);
    }

    private byte[] hmac(byte[] octets) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every Java platform", e);
        }
    }
}
