package dev.portcullis.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.policy.jwk.JwkSetReader;
import dev.portcullis.policy.jwk.JwkSetReading;
import dev.portcullis.policy.pattern.FieldNames;
import dev.portcullis.policy.pattern.HostPattern;
import dev.portcullis.policy.pattern.Parsed;
import dev.portcullis.policy.pattern.PathPatterns;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is taken and what is refused when a rule, a condition or a route is written, by golden files. A write names one of
 * {@code jwks}, {@code host}, {@code path} (of a condition), {@code routePath}, {@code claimHeader}, {@code tokenHeader},
 * {@code cookie} or {@code parameter}. Members of {@code jwks} with {@code of} are the file's key of that name with some
 * members changed, and null ones removed.
 */
class GoldenWriteTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TestFactory
    Stream<DynamicTest> every_golden_write_is_judged_as_expected() throws IOException {
        return GoldenFiles.tests(GoldenFiles.WRITES, GoldenWriteTest::judge);
    }

    private static ArrayNode judge(JsonNode document) {
        ArrayNode judged = JSON.createArrayNode();
        for (JsonNode write : document.get("writes")) {
            ObjectNode entry = judged.addObject();
            entry.put("write", write.get("name").asText());
            if (write.has("jwks")) {
                keys(jwks(write.get("jwks"), document.path("keys")), entry);
            } else {
                text(write, entry);
            }
        }
        return judged;
    }

    private static JsonNode jwks(JsonNode written, JsonNode named) {
        if (written.isTextual()) {
            return new TextNode(written.textValue());
        }
        ObjectNode set = JSON.createObjectNode();
        ArrayNode keys = set.putArray("keys");
        for (JsonNode node : written) {
            if (!node.has("of")) {
                keys.add(node);
                continue;
            }
            ObjectNode changes = node.deepCopy();
            ObjectNode key = named.get(changes.remove("of").asText()).deepCopy();
            changes.properties().forEach(member -> {
                if (member.getValue().isNull()) {
                    key.remove(member.getKey());
                } else {
                    key.set(member.getKey(), member.getValue());
                }
            });
            keys.add(key);
        }
        return set;
    }

    private static void keys(JsonNode jwks, ObjectNode out) {
        JwkSetReader reader = new JwkSetReader(Samples.SECRETS, new byte[32]);
        switch (reader.read(jwks, "demo/rule/jr-1", List.of())) {
            case JwkSetReading.Read read ->
                read.descriptions().forEach(key -> out.withArray("keys").add(JSON.valueToTree(key)));
            case JwkSetReading.Refused refused ->
                refused.violations()
                        .forEach(violation ->
                                out.withArray("refused").add((violation.field() + " " + violation.message()).strip()));
        }
    }

    private static void text(JsonNode write, ObjectNode out) {
        JsonNode policyNode = write.path("requestPolicy");
        RequestPolicy policy = new RequestPolicy(
                policyNode.path("allowEncodedSlash").asBoolean(),
                policyNode.path("allowSemicolon").asBoolean(),
                policyNode.path("allowEmptySegments").asBoolean());
        boolean ignoreCase = write.path("ignoreCase").asBoolean();
        if (write.has("host")) {
            put(HostPattern.parse(write.get("host").asText()), HostPattern::text, out);
        } else if (write.has("path")) {
            PathPattern pattern = JSON.convertValue(write.get("path"), PathPattern.class);
            put(PathPatterns.parseCondition(pattern, ignoreCase, policy), PathPattern::value, out);
        } else if (write.has("routePath")) {
            PathPattern pattern = JSON.convertValue(write.get("routePath"), PathPattern.class);
            put(PathPatterns.parseRoute(pattern, policy), PathPattern::value, out);
        } else if (write.has("claimHeader")) {
            put(FieldNames.parseClaimHeader(write.get("claimHeader").asText()), name -> name, out);
        } else if (write.has("tokenHeader")) {
            put(FieldNames.parseTokenHeader(write.get("tokenHeader").asText()), name -> name, out);
        } else if (write.has("cookie")) {
            put(FieldNames.parseCookie(write.get("cookie").asText()), name -> name, out);
        } else {
            put(FieldNames.parseParameter(write.get("parameter").asText()), name -> name, out);
        }
    }

    private static <T> void put(Parsed<T> parsed, Function<T, String> text, ObjectNode out) {
        switch (parsed) {
            case Parsed.Valid<T> valid -> out.put("stored", text.apply(valid.value()));
            case Parsed.Invalid<T> invalid -> out.putArray("refused").add(invalid.message());
        }
    }
}
