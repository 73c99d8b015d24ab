package dev.portcullis.fuzz;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.token.JsonNumber;
import dev.portcullis.policy.token.ParsedToken;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The same JSON, read from its octets by a parser that is not ours to judge by. */
record OtherReading(JsonNode object) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final List<String> REFUSED_IN_HEADERS = List.of("crit", "zip", "enc");
    private static final List<String> TIMES = List.of("exp", "nbf", "iat");

    static OtherReading of(byte[] utf8) {
        try {
            JsonNode object = JSON.readTree(utf8);
            Promise.holds(object.isObject(), "what was taken for an object is one");
            return new OtherReading(object);
        } catch (IOException e) {
            throw new Promise.Broken(
                    "what was taken for JSON is JSON: " + e.getClass().getSimpleName());
        }
    }

    void agreesWithHeaderOf(ParsedToken token) {
        for (String name : REFUSED_IN_HEADERS) {
            Promise.holds(!object.has(name), "no header with " + name + " is let through");
        }
        Promise.holds(!object.has("b64") || object.get("b64").asBoolean(false), "b64 is true if it is there");
        Promise.holds(object.path("alg").isTextual(), "the header names an algorithm");
        JwsAlgorithm algorithm = token.algorithm();
        Promise.holds(
                algorithm == null
                        || algorithm.joseName().equals(object.get("alg").textValue()),
                "the algorithm is the one that is named, in that spelling");
        Promise.same(
                token.kid(), object.has("kid") ? object.get("kid").textValue() : null, "the kid is that of the header");
    }

    void agreesWithClaimsOf(ParsedToken token) {
        for (String time : TIMES) {
            Promise.holds(!object.has(time) || object.get(time).isNumber(), time + " is a number");
        }
        for (Map.Entry<String, JsonNode> claim : object.properties()) {
            Promise.holds(token.claims().has(claim.getKey()), "no claim is lost");
            Promise.holds(
                    isSame(token.claims().get(claim.getKey()), claim.getValue()), "a claim has the value that it has");
        }
    }

    private static boolean isSame(@Nullable Object ours, JsonNode theirs) {
        return switch (ours) {
            case null -> theirs.isNull();
            case String text -> theirs.isTextual() && text.equals(theirs.textValue());
            case Boolean truth -> theirs.isBoolean() && truth == theirs.booleanValue();
            case JsonNumber number -> theirs.isNumber() && number.toDouble() == theirs.doubleValue();
            case List<?> list -> theirs.isArray() && list.size() == theirs.size() && isSame(list, theirs);
            case Map<?, ?> object -> theirs.isObject() && object.size() == theirs.size() && isSame(object, theirs);
            default -> false;
        };
    }

    private static boolean isSame(List<?> ours, JsonNode theirs) {
        Iterator<JsonNode> other = theirs.iterator();
        return ours.stream().allMatch(element -> isSame(element, other.next()));
    }

    private static boolean isSame(Map<?, ?> ours, JsonNode theirs) {
        return theirs.properties().stream()
                .allMatch(member ->
                        ours.containsKey(member.getKey()) && isSame(ours.get(member.getKey()), member.getValue()));
    }
}
