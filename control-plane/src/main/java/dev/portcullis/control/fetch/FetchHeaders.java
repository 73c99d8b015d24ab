package dev.portcullis.control.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.Patterns;
import dev.portcullis.control.body.TextLimit;
import dev.portcullis.model.KeySource;
import dev.portcullis.policy.pattern.FieldNames;
import dev.portcullis.policy.pattern.FieldValues;
import dev.portcullis.policy.pattern.Parsed;
import dev.portcullis.secret.SecretFingerprint;
import dev.portcullis.secret.SecretKeyRing;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers of a fetch: their values are sealed on the way in, and never shown. */
@Singleton
class FetchHeaders {
    static final int MAX_HEADERS = 16;

    private static final String UNUSABLE = "no field that a fetch can have (expected: 1 to " + FieldNames.MAX_CHARS
            + " letters, digits or !#$%&'*+-.^_`|~, and none that belongs to the connection or frames the message)";
    private static final TextLimit NAME = TextLimit.of(1, FieldNames.MAX_CHARS);
    private static final TextLimit FINGERPRINT = TextLimit.of(1, 64);

    private final SecretKeyRing secrets;
    private final byte[] fingerprintKey;

    FetchHeaders(SecretKeyRing secrets) {
        this.secrets = secrets;
        this.fingerprintKey = secrets.derive("fingerprint");
    }

    /** Reads the field {@code headers}. */
    List<KeySource.FetchHeader> read(FieldReader in, RuleAddress rule, StoredHeaders stored) {
        Set<String> names = new HashSet<>();
        List<KeySource.FetchHeader> headers =
                in.list("headers", MAX_HEADERS, (element, at) -> header(in.objectAt(element, at), rule, stored, names));
        return headers == null ? List.of() : headers;
    }

    private KeySource.@Nullable FetchHeader header(
            @Nullable FieldReader in, RuleAddress rule, StoredHeaders stored, Set<String> names) {
        if (in == null) {
            return null;
        }
        String name = in.requiredText("name", NAME);
        JsonNode value = in.raw("value");
        String fingerprint = in.text("fingerprint", FINGERPRINT);
        in.refuseUnknown();
        if (name.isEmpty()) {
            return null;
        }
        if (!(FieldNames.parseFetchHeader(name) instanceof Parsed.Valid)) {
            // It may be a whole line with the secret in it, so it is not quoted.
            in.faults().add(in.pathOf("name"), UNUSABLE);
            return null;
        }
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            in.faults().add(in.pathOf("name"), "there twice (expected: each once)");
        }
        String known = stored.fingerprint(name, header -> fingerprint(header, rule));
        if (fingerprint != null && !fingerprint.equals(known)) {
            in.faults().add(in.pathOf("fingerprint"), "differs (expected: what a GET answers, or the field left out)");
        }
        String sealed = value == null ? kept(in, name, rule, stored) : sealed(in, name, value, rule, stored);
        return sealed == null ? null : new KeySource.FetchHeader(name, sealed);
    }

    private @Nullable String sealed(
            FieldReader in, String name, JsonNode value, RuleAddress rule, StoredHeaders stored) {
        String at = in.pathOf("value");
        if (!value.isTextual()) {
            // Whatever stands here is meant to be a secret, so it is not quoted.
            in.faults().add(at, "no text (expected: a text)");
            return null;
        }
        String text = Patterns.valid(FieldValues.parseSecret(value.textValue()), at, in.faults());
        if (text == null) {
            return null;
        }
        byte[] secret = text.getBytes(StandardCharsets.US_ASCII);
        // Sealed anew, the same value would look like another one.
        return stored.find(name) instanceof StoredHeaders.Found.Header known
                        && known.header().name().equals(name)
                        && SecretFingerprint.of(secret, fingerprintKey).equals(fingerprint(known.header(), rule))
                ? secrets.renew(known.header().sealedValue(), rule.placeOf(name))
                : secrets.seal(secret, rule.placeOf(name));
    }

    private @Nullable String kept(FieldReader in, String name, RuleAddress rule, StoredHeaders stored) {
        return switch (stored.find(name)) {
            case StoredHeaders.Found.None none -> {
                in.faults().add(in.pathOf("value"), "missing (expected: " + none.expected() + ")");
                yield null;
            }
            case StoredHeaders.Found.Header header -> {
                try {
                    yield secrets.renew(
                            header.header().sealedValue(),
                            rule.placeOf(header.header().name()));
                } catch (IllegalArgumentException e) {
                    in.faults().add(in.pathOf("value"), "the stored value does not open (expected: the value again)");
                    yield null;
                }
            }
        };
    }

    /** What may be known of the headers; null where there are none. */
    @Nullable
    List<KeyFetch.FetchHeader> shown(List<KeySource.FetchHeader> headers, RuleAddress rule) {
        return headers.isEmpty()
                ? null
                : headers.stream()
                        .map(header -> new KeyFetch.FetchHeader(header.name(), null, fingerprint(header, rule)))
                        .toList();
    }

    private @Nullable String fingerprint(KeySource.FetchHeader header, RuleAddress rule) {
        try {
            return SecretFingerprint.of(
                    secrets.open(header.sealedValue(), rule.placeOf(header.name())), fingerprintKey);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
