package dev.portcullis.fuzz;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portcullis.model.JwkItem;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.jwk.JwkSetReader;
import dev.portcullis.policy.jwk.JwkSetReading;
import dev.portcullis.policy.jwk.JwkSetReading.Violation;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.KeyDescription;
import dev.portcullis.policy.jwk.VerificationKey;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Any octets as the JSON text of a JWK set that someone writes into a rule. */
public final class KeySetTarget {
    private static final String PLACE = "demo/rule/jr-1";
    private static final Set<String> NEVER_STORED_OPENLY = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "priv", "k");
    private static final JsonMapper JSON = new JsonMapper();
    private static final SecretKeyRing SECRETS =
            SecretKeyRing.parse("fuzz:" + Base64.getEncoder().encodeToString(new byte[32]));
    private static final JwkSetReader READER = new JwkSetReader(SECRETS, new byte[32]);
    private static final KeyCompiler COMPILER = new KeyCompiler(SECRETS, CryptoProviders.nativeFirst());

    private KeySetTarget() {}

    /** Jazzer's way in. */
    public static void fuzzerTestOneInput(byte[] input) {
        switch (read(new String(input, StandardCharsets.UTF_8), List.of())) {
            case JwkSetReading.Refused refused -> {
                Promise.holds(!refused.violations().isEmpty(), "a set is refused for a reason");
                for (Violation violation : refused.violations()) {
                    Promise.holds(violation.message().contains("(expected: "), "a fault says what was expected");
                }
            }
            case JwkSetReading.Read read -> check(read);
        }
    }

    private static JwkSetReading read(String json, List<JwkItem> stored) {
        return READER.read(JsonNodeFactory.instance.textNode(json), PLACE, stored);
    }

    private static void check(JwkSetReading.Read read) {
        List<JwkItem> items = read.keys();
        Promise.holds(!items.isEmpty() && items.size() <= JwkSetReader.MAX_KEYS, "1 to 100 keys");
        Promise.same(read.descriptions().size(), items.size(), "each key is described");
        for (JwkItem item : items) {
            for (String name : NEVER_STORED_OPENLY) {
                Promise.holds(!item.members().containsKey(name), "nothing secret is stored openly");
            }
        }
        Promise.same(READER.describe(items, PLACE), read.descriptions(), "stored keys are described like new ones");
        List<VerificationKey> compiled = COMPILER.compile(items, PLACE);
        long usable =
                read.descriptions().stream().filter(KeyDescription::usable).count();
        Promise.same((long) compiled.size(), usable, "the keys that are called usable compile");
        Promise.holds(usable > 0, "one key is usable");
        rereads(items, read.descriptions());
    }

    /** What a reader of the API sees can be written back and is the same then; likewise what crosses Kafka. */
    private static void rereads(List<JwkItem> items, List<KeyDescription> descriptions) {
        String json;
        try {
            json = JSON.writeValueAsString(
                    Map.of("keys", items.stream().map(JwkItem::members).toList()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new Promise.Broken("what is stored can be written as JSON");
        }
        switch (read(json, items)) {
            case JwkSetReading.Refused refused ->
                throw new Promise.Broken("what is stored can be written back: "
                        + refused.violations().getFirst().message());
            case JwkSetReading.Read again -> {
                Promise.same(again.keys(), items, "what is stored, written back");
                Promise.same(again.descriptions(), descriptions, "its description, written back");
            }
        }
    }
}
