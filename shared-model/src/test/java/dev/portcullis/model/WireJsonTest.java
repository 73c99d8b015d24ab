package dev.portcullis.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireJsonTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** Members that the model declares nullable: the only ones that may be absent. */
    private static final Set<String> NULLABLE = Set.of(
            "sub", "audiences", "maxTokenLifetimeSeconds", "allowedAlgorithms", "methods", "digest", "sealedSecret");

    static Stream<ConfigItem> items() {
        return Stream.of(
                Items.instance(true),
                Items.route("rt-1", "/"),
                Items.rule("jr-1", "n"),
                Items.fullRule(),
                Items.ruleWith(new KeySource.Discovery(KeySource.KeyFetch.PLAIN)),
                Items.ruleWith(new KeySource.JwksUri(
                        "https://keys.example/jwks",
                        new KeySource.KeyFetch(List.of(new KeySource.FetchHeader("X-Key", "v1.k.SEALED")), "PEM", 3))),
                Items.condition("jr-1", "az-1", "/a"));
    }

    @ParameterizedTest
    @MethodSource("items")
    void every_item_survives_the_way_over_the_wire(ConfigItem item) {
        assertThat(WireJson.readItem(WireJson.write(item))).isEqualTo(item);
    }

    @Test
    void heads_and_reports_survive_it_too() {
        Head head = Head.withoutDigest("demo", "e", 7);
        ReportStamp stamp = new ReportStamp(3, 2, 1);
        NodeReport report = new NodeReport(
                Report.FORMAT,
                "demo",
                "n1",
                "1",
                NodeReport.State.REJECTED,
                5,
                null,
                new HeadReference("e", 7, "d"),
                Rejection.DIGEST_MISMATCH,
                "why",
                stamp);
        KeyReport keys = new KeyReport(
                Report.FORMAT,
                "demo",
                "n1",
                "c291cmNlLW9mLWtleXMtMQ",
                "https://keys.example/jwks",
                KeyReport.State.STALE,
                List.of(new KeyReport.ReportedKey(Map.of("kty", "EC"), List.of("ES256"), null)),
                1L,
                null,
                "TIMEOUT",
                2L,
                3,
                stamp);
        Removal removal = Removal.of("demo/n1", stamp);

        assertThat(WireJson.readRemoval(WireJson.write(removal))).isEqualTo(removal);
        assertThat(WireJson.readKeyReport(WireJson.write(keys))).isEqualTo(keys);
        assertThat(WireJson.readHead(WireJson.write(head))).isEqualTo(head);
        assertThat(WireJson.readReport(WireJson.write(report))).isEqualTo(report);
    }

    @Test
    void the_members_of_a_key_are_written_in_one_order_whatever_order_they_came_in() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("kty", "EC");
        given.put("crv", "P-256");
        given.put("x-own", Map.of("a", 1));
        assertThat(WireJson.write(ruleWithKey(given)))
                .asString(StandardCharsets.UTF_8)
                .contains("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x-own\":{\"a\":1}}");
        assertThat(WireJson.write(ruleWithKey(new TreeMap<>(given)))).isEqualTo(WireJson.write(ruleWithKey(given)));
    }

    private static RuleItem ruleWithKey(Map<String, Object> members) {
        return Items.ruleWith(new KeySource.Inline(List.of(new JwkItem(members, null))));
    }

    @ParameterizedTest
    @MethodSource("items")
    void a_missing_or_null_member_is_refused_unless_it_may_be_absent(ConfigItem item) throws IOException {
        ObjectNode whole = (ObjectNode) JSON.readTree(WireJson.write(item));
        List<String> members =
                whole.properties().stream().map(Map.Entry::getKey).toList();
        for (String member : members) {
            byte[] without = JSON.writeValueAsBytes(whole.deepCopy().without(member));
            byte[] withNull = JSON.writeValueAsBytes(whole.deepCopy().putNull(member));
            if (NULLABLE.contains(member)) {
                assertThat(WireJson.readItem(without)).isEqualTo(WireJson.readItem(withNull));
            } else {
                assertThatThrownBy(() -> WireJson.readItem(without), "without " + member)
                        .isInstanceOf(UnknownItemException.class);
                assertThatThrownBy(() -> WireJson.readItem(withNull), member + " null")
                        .isInstanceOf(UnknownItemException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("items")
    void an_unknown_member_is_refused_and_named(ConfigItem item) throws IOException {
        ObjectNode whole = (ObjectNode) JSON.readTree(WireJson.write(item));
        whole.put("mustBeChecked", true);

        assertThatThrownBy(() -> WireJson.readItem(JSON.writeValueAsBytes(whole)))
                .isInstanceOf(UnknownItemException.class)
                .hasMessageContaining("mustBeChecked is unknown to this version");
    }

    @Test
    void nested_objects_are_held_to_the_same() {
        String rule = new String(WireJson.write(Items.rule("jr-1", "n")), StandardCharsets.UTF_8);

        assertRefused(rule.replace("\"type\":\"HEADER\",", ""), "token.type");
        assertRefused(rule.replace("\"members\":{\"kty\":\"EC\"}", "\"members\":null"), "keys.keys.*.members");
        assertRefused(rule.replace("\"source\":\"INLINE\"", "\"source\":\"VAULT\""), "keys");
        assertRefused(rule.replace("\"clockSkewSeconds\":60", "\"clockSkewSeconds\":\"60\""), "clockSkewSeconds");
        assertRefused(rule.replace("\"enabled\":true", "\"enabled\":1"), "enabled");
        assertRefused(rule.replace("\"keys\":[{", "\"keys\":[null,{"), "keys");
    }

    private static void assertRefused(String json, String place) {
        assertThatThrownBy(() -> WireJson.readItem(json.getBytes(StandardCharsets.UTF_8)), json)
                .isInstanceOf(UnknownItemException.class)
                .hasMessageContaining(place);
    }

    @Test
    void a_refusal_quotes_no_value_of_the_document() {
        String rule = new String(WireJson.write(Items.fullRule()), StandardCharsets.UTF_8);
        String broken = rule.replace("\"sealedSecret\":\"v1.k.TOPSECRET\"", "\"sealedSecret\":{\"x\":\"TOPSECRET\"}");
        assertThat(broken).isNotEqualTo(rule);

        for (String json :
                new String[] {broken, "TOPSECRET", rule + "TOPSECRET", rule.replace("60", "\"TOPSECRET\"")}) {
            assertThatThrownBy(() -> WireJson.readItem(json.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(UnknownItemException.class)
                    .hasMessageNotContaining("TOPSECRET")
                    .hasNoCause();
        }
    }

    @Test
    void duplicate_members_and_unknown_kinds_are_refused() {
        assertThatThrownBy(() ->
                        WireJson.readHead("{\"instanceId\":\"a\",\"instanceId\":\"b\",\"epoch\":\"e\",\"revision\":1}"
                                .getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnknownItemException.class);
        assertThatThrownBy(() -> WireJson.readItem("{\"kind\":\"CONSUMER\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnknownItemException.class);
    }

    @Test
    void the_names_on_the_wire_are_these() {
        assertThat(new String(WireJson.write(Items.fullRule()), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"RULE\",\"instanceId\":\"demo\",\"ruleId\":\"jr-9\",\"name\":\"full\","
                        + "\"enabled\":true,\"enforcement\":\"SHADOW\",\"issuer\":\"i\",\"sub\":\"s\","
                        + "\"audiences\":[\"a\"],\"keys\":{\"source\":\"INLINE\",\"keys\":[{\"members\":"
                        + "{\"kid\":\"k\",\"kty\":\"oct\"},\"sealedSecret\":\"v1.k.TOPSECRET\"}]},"
                        + "\"token\":{\"type\":\"COOKIE\",\"key\":\"sid\",\"prefix\":\"\"},\"passthrough\":true,"
                        + "\"authorizationMode\":\"BLACKLIST\",\"clockSkewSeconds\":60,\"requireExpiration\":false,"
                        + "\"maxTokenLifetimeSeconds\":3600,\"allowedAlgorithms\":[\"HS256\",\"EdDSA\"],"
                        + "\"requiredClaims\":[{\"claim\":[\"a\",\"b\"],\"anyOf\":[\"x\",1,0.12345678901234567890,true]}],"
                        + "\"claimsToHeaders\":[{\"claim\":[\"sub\"],\"header\":\"X-User\"}]}");
    }
}
