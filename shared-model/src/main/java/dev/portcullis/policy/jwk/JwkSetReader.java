package dev.portcullis.policy.jwk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.NormalNumber;
import dev.portcullis.policy.jwk.JwkJudge.Judgement;
import dev.portcullis.policy.jwk.JwkSetReading.Violation;
import dev.portcullis.secret.SecretFingerprint;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JWK sets (RFC 7517 section 5) that people write into rules: cleans them of the white space of line-wrapped
 * copies, passes over what would be passed over in a published one, reports every fault at once, and seals secrets before anyone can store them. Thread-safe.
 */
public final class JwkSetReader {
    /** The largest set, in octets of its compact JSON. */
    public static final int MAX_BYTES = 64 * 1024;
    /** The most keys in one set. */
    public static final int MAX_KEYS = 100;
    /**
     * Levels of objects and arrays, the set itself being the first. Nodes take as much from providers. It leaves room for
     * what stands around a set in a document or a list, so that whatever is stored can be answered and written again.
     */
    private static final int MAX_DEPTH = 32;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final TypeReference<LinkedHashMap<String, Object>> MEMBERS = new TypeReference<>() {};

    private static final Pattern INDEX = Pattern.compile("keys\\[([0-9]+)]");

    private final SecretKeyRing secrets;
    private final byte[] fingerprintKey;

    /** @param fingerprintKey the operator's key under which secrets are fingerprinted, 32 bytes or more */
    public JwkSetReader(SecretKeyRing secrets, byte[] fingerprintKey) {
        if (fingerprintKey.length < 32) {
            throw new IllegalArgumentException(
                    "fingerprint key: " + fingerprintKey.length + " bytes (expected: 32 or more)");
        }
        this.secrets = secrets;
        this.fingerprintKey = fingerprintKey.clone();
    }

    /**
     * Reads a set.
     *
     * @param jwks an object, or a string that holds the JSON of one
     * @param place to which secrets are sealed: {@code {instanceId}/rule/{ruleId}}
     * @param stored the rule's keys so far: an {@code oct} key without {@code k} keeps the secret of its kid, or of the only one without
     */
    public JwkSetReading read(JsonNode jwks, String place, List<JwkItem> stored) {
        List<Violation> violations = new ArrayList<>();
        JsonNode keys = keysOf(jwks, violations);
        if (keys == null) {
            return new JwkSetReading.Refused(violations);
        }
        List<Violation> passedOver = new ArrayList<>();
        List<JwkItem> items = new ArrayList<>();
        List<KeyDescription> descriptions = new ArrayList<>();
        Map<List<@Nullable Object>, String> names = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            ReadKey key = readKey(keys.get(i), i, place, stored, violations);
            if (key != null) {
                passedOver.addAll(key.faults());
                refuseSameName(key, i, names, violations);
                items.add(key.item());
                descriptions.add(key.description());
            }
        }
        boolean serves = descriptions.stream().anyMatch(KeyDescription::usable);
        if (violations.isEmpty() && serves) {
            return new JwkSetReading.Read(items, descriptions);
        }
        if (violations.isEmpty() && passedOver.isEmpty()) {
            violations.add(new Violation("keys", "no usable key (expected: one or more); " + reasons(descriptions)));
        }
        violations.addAll(passedOver);
        violations.sort(Comparator.comparingInt(JwkSetReader::indexOf));
        return new JwkSetReading.Refused(violations);
    }

    /** What may be shown of stored keys, in their order. */
    public List<KeyDescription> describe(List<JwkItem> keys, String place) {
        List<KeyDescription> descriptions = new ArrayList<>();
        for (JwkItem key : keys) {
            StoredSecret secret = StoredSecret.open(key, secrets, place);
            Judgement judgement = JwkJudge.judge(key.members(), secret.bytes(), secret.isSealed());
            descriptions.add(describe(key.members(), secret, judgement));
        }
        return List.copyOf(descriptions);
    }

    /**
     * Several public keys may have one kid if their type or algorithm tells them apart, or if they are one and the same. A
     * secret is kept by its kid, so of those there is one for each, and one without: which was left out could not be told.
     */
    private static void refuseSameName(
            ReadKey key, int index, Map<List<@Nullable Object>, String> names, List<Violation> violations) {
        String kid = key.description().kid();
        boolean isSecret = key.item().sealedSecret() != null;
        if (!isSecret && (kid == null || !key.description().usable())) {
            return;
        }
        String alg = key.description().alg();
        Object algorithm = isSecret || alg == null
                ? null
                : JwsAlgorithm.named(alg).map(JwsAlgorithm::names).orElseThrow();
        String before = names.put(Arrays.asList(key.description().kty(), kid, algorithm), key.identity());
        if (before == null || (!isSecret && before.equals(key.identity()))) {
            return;
        }
        String found = kid == null
                ? "missing in a second oct key (expected: a kid, in all of them but one)"
                : isSecret
                        ? "there twice for one kty (expected: once)"
                        : "there twice for one kty and alg (expected: once, or the same key)";
        violations.add(violation(index, "kid", kid, found));
    }

    /**
     * A key to keep, be it to pass over.
     *
     * @param identity equal for equal numbers; empty if the key cannot serve
     * @param faults for which it is passed over
     */
    private record ReadKey(JwkItem item, KeyDescription description, String identity, List<Violation> faults) {}

    /** The list of keys; null if there is none to look at. */
    private static @Nullable JsonNode keysOf(JsonNode jwks, List<Violation> violations) {
        JsonNode set = jwks;
        if (jwks.isTextual()) {
            if (jwks.textValue().length() > 2 * MAX_BYTES) {
                violations.add(tooLarge(jwks.textValue().length()));
                return null;
            }
            try {
                set = JSON.readTree(jwks.textValue());
            } catch (StreamConstraintsException | NumberFormatException e) {
                // Jackson lets BigDecimal's own refusal of an exponent of eleven digits through.
                violations.add(new Violation(
                        "", "too deep, or a number too long or large (expected: at most " + MAX_DEPTH + " levels)"));
                return null;
            } catch (JsonProcessingException e) {
                violations.add(new Violation("", "a string that is not JSON (expected: a JWK set)"));
                return null;
            }
        }
        JsonNode keys = set.get("keys");
        if (!set.isObject() || keys == null || !keys.isArray()) {
            violations.add(new Violation("", "no list of keys (expected: {\"keys\": [ … ]})"));
            return null;
        }
        int depth = depth(set);
        if (depth > MAX_DEPTH) {
            violations.add(new Violation("", depth + " levels (expected: at most " + MAX_DEPTH + ")"));
            return null;
        }
        int bytes = set.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            violations.add(tooLarge(bytes));
        } else if (keys.isEmpty()) {
            violations.add(new Violation("keys", "no key (expected: 1 to " + MAX_KEYS + ")"));
        } else if (keys.size() > MAX_KEYS) {
            violations.add(new Violation("keys", keys.size() + " keys (expected: 1 to " + MAX_KEYS + ")"));
        }
        return violations.isEmpty() ? keys : null;
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainerNode() ? deepest + 1 : 0;
    }

    private static Violation tooLarge(int bytes) {
        return new Violation("", bytes + " bytes (expected: at most " + MAX_BYTES + ")");
    }

    private @Nullable ReadKey readKey(
            JsonNode node, int index, String place, List<JwkItem> stored, List<Violation> violations) {
        if (!node.isObject()) {
            violations.add(new Violation("keys[" + index + "]", "not an object (expected: a JWK)"));
            return null;
        }
        Map<String, Object> members = JwkMembers.cleaned(JSON.convertValue(node, MEMBERS));
        String kid = members.get("kid") instanceof String text ? text : null;
        for (Map.Entry<String, Object> member : members.entrySet()) {
            List<String> faults = new ArrayList<>();
            member.setValue(NormalNumber.throughout(member.getValue(), faults::add));
            if (!faults.isEmpty()) {
                violations.add(violation(index, member.getKey(), kid, faults.getFirst()));
                return null;
            }
        }
        boolean symmetric = "oct".equals(members.get("kty"));
        Object given = symmetric ? members.remove("k") : null;
        byte @Nullable [] secret = null;
        String sealed = null;
        if (given != null) {
            secret = given instanceof String text ? Base64Url.decode(text) : null;
            if (secret == null || secret.length == 0) {
                violations.add(violation(index, "k", kid, "not base64url (expected: base64url without padding)"));
                return null;
            }
        } else if (symmetric) {
            JwkItem known = storedSecret(stored, kid);
            if (known != null) {
                sealed = known.sealedSecret();
                secret = StoredSecret.open(known, secrets, place).bytes();
                if (secret == null) {
                    violations.add(violation(index, "k", kid, "the stored key does not open (expected: k again)"));
                    return null;
                }
            }
        }
        Judgement judgement = JwkJudge.judge(members, secret, false);
        List<Violation> faults = new ArrayList<>();
        for (JwkJudge.Fault fault : judgement.faults()) {
            faults.add(violation(index, fault.member(), kid, fault.message()));
        }
        // Whose secret it is must be clear when it is written again, so a secret key is right or refused.
        boolean refused = symmetric && !faults.isEmpty();
        if (refused || judgement.faults().stream().anyMatch(fault -> fault.gravity() == JwkJudge.Gravity.REFUSED)) {
            violations.addAll(faults);
            return null;
        }
        if (sealed == null && secret != null) {
            sealed = sealedAlready(secret, kid, place, stored);
        }
        if (secret != null) {
            sealed = sealed == null ? secrets.seal(secret, place) : secrets.renew(sealed, place);
        }
        StoredSecret shown = new StoredSecret(secret, false);
        KeyMaterial material = judgement.material();
        return new ReadKey(
                new JwkItem(members, sealed),
                describe(members, shown, judgement),
                material == null ? "" : KeyIdentity.of(material),
                faults);
    }

    /** Sealing it once more would look like a change, for there is a fresh nonce in it. */
    private @Nullable String sealedAlready(byte[] secret, @Nullable String kid, String place, List<JwkItem> stored) {
        for (JwkItem item : stored) {
            if (item.sealedSecret() != null
                    && Objects.equals(kid, item.members().get("kid"))) {
                byte[] known = StoredSecret.open(item, secrets, place).bytes();
                if (known != null && MessageDigest.isEqual(known, secret)) {
                    return item.sealedSecret();
                }
            }
        }
        return null;
    }

    /** The stored key of that kid; of keys without a kid the only one. */
    private static @Nullable JwkItem storedSecret(List<JwkItem> stored, @Nullable String kid) {
        List<JwkItem> meant = stored.stream()
                .filter(item -> item.sealedSecret() != null
                        && Objects.equals(kid, item.members().get("kid")))
                .toList();
        return meant.size() == 1 ? meant.getFirst() : null;
    }

    private KeyDescription describe(Map<String, Object> members, StoredSecret secret, Judgement judgement) {
        byte[] bytes = secret.bytes();
        return new KeyDescription(
                members.get("kid") instanceof String kid ? kid : null,
                members.get("kty") instanceof String kty ? kty : "",
                members.get("alg") instanceof String alg ? alg : null,
                members.get("crv") instanceof String crv ? crv : null,
                judgement.sizeBits(),
                KeyIdentity.thumbprint(members),
                bytes == null ? null : SecretFingerprint.of(bytes, fingerprintKey),
                judgement.unusable() == null && !secret.isSealed(),
                secret.isSealed() ? "the stored secret does not open" : judgement.reason());
    }

    private static Violation violation(int index, String member, @Nullable String kid, String message) {
        String field = "keys[" + index + "]." + member;
        return new Violation(field, kid == null ? message : "key " + kid + ": " + message);
    }

    /** Of the key that a violation names. */
    private static int indexOf(Violation violation) {
        Matcher matcher = INDEX.matcher(violation.field());
        return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : MAX_KEYS;
    }

    private static String reasons(List<KeyDescription> descriptions) {
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < descriptions.size(); i++) {
            reasons.add("keys[" + i + "]: " + descriptions.get(i).reason());
        }
        return String.join("; ", reasons);
    }
}
