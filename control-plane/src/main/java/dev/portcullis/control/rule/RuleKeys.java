package dev.portcullis.control.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.KeySource;
import dev.portcullis.policy.jwk.JwkSetReader;
import dev.portcullis.policy.jwk.JwkSetReading;
import dev.portcullis.policy.jwk.KeyDescription;
import dev.portcullis.secret.SecretKeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule's keys: read and sealed on the way in, shown without their secrets on the way out. */
@ApplicationScoped
public class RuleKeys {
    private static final String FIELD = "jwks";

    private final SecretKeyRing secrets;
    private final JwkSetReader reader;

    RuleKeys(SecretKeyRing secrets) {
        this.secrets = secrets;
        this.reader = new JwkSetReader(secrets, secrets.derive("fingerprint"));
    }

    /**
     * Reads the field {@code jwks}; without it there are no keys.
     *
     * @param stored the rule's keys so far, whose secrets are kept for those that come without; empty for a new rule
     */
    KeySource read(FieldReader in, String instanceId, String ruleId, List<JwkItem> stored) {
        JsonNode jwks = in.raw(FIELD);
        if (jwks == null) {
            return new KeySource.Inline(List.of());
        }
        return switch (reader.read(jwks, place(instanceId, ruleId), stored)) {
            case JwkSetReading.Refused refused -> {
                refused.violations().forEach(fault -> in.faults().add(path(in, fault.field()), fault.message()));
                yield new KeySource.Inline(List.of());
            }
            case JwkSetReading.Read read -> {
                refuseUnstorable(in, read.keys());
                yield new KeySource.Inline(read.keys());
            }
        };
    }

    /** PostgreSQL stores every JSON text but NUL and halves of surrogate pairs; a key has no use for either. */
    private static void refuseUnstorable(FieldReader in, List<JwkItem> keys) {
        for (int i = 0; i < keys.size(); i++) {
            String text = keys.get(i).members().toString();
            if (text.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE)) {
                in.faults().add(path(in, "keys[" + i + "]"), "NUL or half of a surrogate pair (expected: neither)");
            }
        }
    }

    private static String path(FieldReader in, String field) {
        return in.pathOf(field.isEmpty() ? FIELD : FIELD + "." + field);
    }

    /** The JWK set that may be shown: what was written, cleaned, without secrets; null if the keys are published. */
    static @Nullable JwkSet shown(KeySource source) {
        return switch (source) {
            case KeySource.Inline inline ->
                new JwkSet(inline.keys().stream().map(JwkItem::members).toList());
            case KeySource.Remote ignored -> null;
        };
    }

    static List<JwkItem> stored(KeySource source) {
        return switch (source) {
            case KeySource.Inline inline -> inline.keys();
            case KeySource.Remote ignored -> List.of();
        };
    }

    /** What there is to know of each key. */
    List<KeyDescription> describe(KeySource source, String instanceId, String ruleId) {
        return reader.describe(stored(source), place(instanceId, ruleId));
    }

    /** @throws Refusal if a secret of the source does not open any more, since its key has left the ring */
    void refuseSealedForGood(KeySource source, String instanceId, String ruleId) {
        switch (source) {
            case KeySource.Inline inline ->
                inline.keys()
                        .forEach(key -> refuseSealedForGood(key.sealedSecret(), place(instanceId, ruleId), ruleId));
            case KeySource.Remote remote ->
                remote.fetch()
                        .headers()
                        .forEach(header -> refuseSealedForGood(
                                header.sealedValue(),
                                KeySource.FetchHeader.place(instanceId, ruleId, header.name()),
                                ruleId));
        }
    }

    private void refuseSealedForGood(@Nullable String sealed, String place, String ruleId) {
        try {
            if (sealed != null) {
                secrets.open(sealed, place);
            }
        } catch (IllegalArgumentException e) {
            throw new Refusal(ProblemCode.SECRET_UNAVAILABLE, "rule " + ruleId + ": " + e.getMessage());
        }
    }

    /** To which a rule's secrets are sealed: a copy of one in another rule does not open. */
    private static String place(String instanceId, String ruleId) {
        return KeySource.Inline.place(instanceId, ruleId);
    }
}
