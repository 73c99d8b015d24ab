package dev.portcullis.gateway.keys;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.jwk.JwkMembers;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.KeyTable;
import dev.portcullis.policy.jwk.PublicMembers;
import dev.portcullis.policy.jwk.VerificationKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a published JWK set (RFC 7517 section 5). A key that cannot serve is left out and spoils no other; secret and
 * private keys are among those, as nothing that is published can be one. A set without any key that can is one all the same.
 * Thread-safe.
 */
public final class PublishedKeys implements Function<byte[], KeySetParse<KeyTable>> {
    private static final int MAX_KEYS = 100;
    /** Of why a key cannot serve: a hundred of them fit into a report. */
    private static final int MAX_REASON_CHARS = 200;

    private static final TypeReference<LinkedHashMap<String, Object>> MEMBERS = new TypeReference<>() {};

    private final KeyCompiler compiler;

    public PublishedKeys(KeyCompiler compiler) {
        this.compiler = compiler;
    }

    @Override
    public KeySetParse<KeyTable> apply(byte[] document) {
        JsonNode keys;
        try {
            keys = DiscoveryDocument.JSON.readTree(document).path("keys");
        } catch (IOException e) {
            return new KeySetParse.Refused<>("not JSON (expected: a JWK set)");
        }
        if (!keys.isArray() || keys.size() > MAX_KEYS) {
            String found = keys.isArray() ? keys.size() + " keys" : "no list of keys";
            return new KeySetParse.Refused<>(found + " (expected: a JWK set of at most " + MAX_KEYS + " keys)");
        }
        List<VerificationKey> usable = new ArrayList<>();
        List<KeyFacts> facts = new ArrayList<>();
        for (JsonNode key : keys) {
            if (!key.isObject()) {
                facts.add(new KeyFacts(Map.of(), List.of(), "not an object"));
                continue;
            }
            Map<String, Object> members = JwkMembers.cleaned(DiscoveryDocument.JSON.convertValue(key, MEMBERS));
            KeyCompiler.Compiled compiled = compile(members);
            if (compiled.key() != null) {
                usable.add(compiled.key());
            }
            facts.add(
                    new KeyFacts(PublicMembers.of(members), algorithms(compiled.key()), shortened(compiled.reason())));
        }
        if (usable.isEmpty() && hasOthers(keys)) {
            return new KeySetParse.Refused<>("a list of something else than keys (expected: a JWK set)");
        }
        return new KeySetParse.Read<>(new KeyTable(usable), facts);
    }

    /** Whether there is anything in the list that is no JWK, be it usable or not: then it may be nobody's key set. */
    private static boolean hasOthers(JsonNode keys) {
        for (JsonNode key : keys) {
            if (!key.isObject()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Nothing that is published can be secret, and nothing is ever sealed to this place: a published {@code oct} key is one
     * that does not compile.
     */
    private KeyCompiler.Compiled compile(Map<String, Object> members) {
        return "oct".equals(members.get("kty"))
                ? new KeyCompiler.Compiled(null, "kty oct is a secret key (expected: a public one)")
                : compiler.compile(new JwkItem(members, null), "published");
    }

    private static @Nullable String shortened(@Nullable String reason) {
        return reason == null || reason.length() <= MAX_REASON_CHARS
                ? reason
                : reason.substring(0, MAX_REASON_CHARS) + "…";
    }

    private static List<String> algorithms(@Nullable VerificationKey key) {
        return Arrays.stream(JwsAlgorithm.values())
                .filter(algorithm -> key != null && key.fits(algorithm))
                .map(JwsAlgorithm::joseName)
                .toList();
    }
}
