package dev.portcullis.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What stands on the topics, byte by byte. The files were recorded and are not written anew: what another version of the
 * other plane has written must go on being read. A format that has to change gets files of its own.
 */
class WireFixturesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final ReportStamp STAMP = new ReportStamp(42, 1_764_500_000_123L, 1_764_400_000_456L);

    /** The value that each file holds. */
    private static final Map<String, Object> RECORDED = recorded();

    private static Map<String, Object> recorded() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("instance", Items.instance(true));
        values.put("route", Items.route("rt-1", "/"));
        values.put("rule-inline", Items.fullRule());
        values.put(
                "rule-jwks-uri",
                Items.ruleWith(new KeySource.JwksUri(
                        "https://keys.example/jwks",
                        new KeySource.KeyFetch(List.of(new KeySource.FetchHeader("X-Key", "v1.k.SEALED")), "PEM", 3))));
        values.put("rule-discovery", Items.ruleWith(new KeySource.Discovery(KeySource.KeyFetch.PLAIN)));
        values.put("authorization", Items.condition("jr-1", "az-1", "/a"));
        values.put("head", new Head(1, "demo", "e1", 7, Head.State.CURRENT, 12, "digest-7", "digest-6"));
        values.put("head-deleted", new Head(1, "demo", "e1", 8, Head.State.DELETED, 0, "digest-8", null));
        values.put("node-report", nodeReport());
        values.put("node-report-rejected", rejected());
        values.put("key-report", keyReport());
        values.put("key-report-gone", KeyReport.gone("demo", "n1", "c291cmNl", "https://keys.example/jwks", STAMP));
        values.put("removal", Removal.of("demo/n1", STAMP));
        return values;
    }

    private static NodeReport nodeReport() {
        return new NodeReport(
                1,
                "demo",
                "n1",
                "1.0.0",
                NodeReport.State.CURRENT,
                1_764_450_000_789L,
                new HeadReference("e1", 7, "digest-7"),
                null,
                null,
                null,
                STAMP);
    }

    private static NodeReport rejected() {
        return new NodeReport(
                1,
                "demo",
                "n1",
                "1.0.0",
                NodeReport.State.REJECTED,
                1_764_450_000_789L,
                new HeadReference("e1", 6, "digest-6"),
                new HeadReference("e1", 7, "digest-7"),
                Rejection.DIGEST_MISMATCH,
                "in words",
                STAMP);
    }

    private static KeyReport keyReport() {
        return new KeyReport(
                1,
                "demo",
                "n1",
                "c291cmNl",
                "https://keys.example/jwks",
                KeyReport.State.STALE,
                List.of(new KeyReport.ReportedKey(Map.of("kty", "EC"), List.of("ES256"), null)),
                1_764_450_000_000L,
                1_764_460_000_000L,
                "TIMED_OUT: no complete answer",
                1_764_450_100_000L,
                3,
                STAMP);
    }

    static Stream<String> names() {
        return RECORDED.keySet().stream();
    }

    private static byte[] write(Object value) {
        return switch (value) {
            case ConfigItem item -> WireJson.write(item);
            case Head head -> WireJson.write(head);
            case Report report -> WireJson.write(report);
            case Removal removal -> WireJson.write(removal);
            default -> throw new IllegalArgumentException(value.getClass().getName());
        };
    }

    private static Object read(String name, byte[] json) {
        return switch (Objects.requireNonNull(RECORDED.get(name))) {
            case ConfigItem item -> WireJson.readItem(json);
            case Head head -> WireJson.readHead(json);
            case NodeReport report -> WireJson.readReport(json);
            case KeyReport report -> WireJson.readKeyReport(json);
            case Removal removal -> WireJson.readRemoval(json);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static byte[] file(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/wire/1", name + ".json"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void what_was_recorded_is_read_as_what_it_was(String name) throws IOException {
        assertThat(read(name, file(name))).isEqualTo(RECORDED.get(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void the_same_value_is_written_in_the_same_bytes(String name) throws IOException {
        String written = new String(write(Objects.requireNonNull(RECORDED.get(name))), StandardCharsets.UTF_8);
        assertThat(written).isEqualTo(new String(file(name), StandardCharsets.UTF_8));
    }

    @Test
    void every_recorded_file_is_read() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/wire/1"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            names().map(name -> name + ".json").toList());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void an_unknown_member_of_a_newer_version_is_passed_over_except_in_an_item_where_it_is_refused_by_name(String name)
            throws IOException {
        ObjectNode newer = (ObjectNode) JSON.readTree(file(name));
        newer.put("ofANewerVersion", true);
        byte[] json = JSON.writeValueAsBytes(newer);
        if (RECORDED.get(name) instanceof ConfigItem) {
            assertThatThrownBy(() -> read(name, json))
                    .isInstanceOf(UnknownItemException.class)
                    .hasMessageContaining("ofANewerVersion is unknown to this version");
        } else {
            assertThat(read(name, json)).isEqualTo(RECORDED.get(name));
        }
    }

    @Test
    void unknown_members_of_what_reports_hold_are_passed_over_too_and_an_unknown_rejection_is_none()
            throws IOException {
        ObjectNode newer = (ObjectNode) JSON.readTree(file("node-report-rejected"));
        newer.withObject("/stamp").put("ofANewerVersion", true);
        newer.withObject("/enforced").put("ofANewerVersion", true);
        newer.put("rejection", "OF_A_NEWER_VERSION");

        NodeReport read = WireJson.readReport(JSON.writeValueAsBytes(newer));

        assertThat(read.rejection()).isNull();
        assertThat(read.enforced()).isEqualTo(rejected().enforced());
        assertThat(read.stamp()).isEqualTo(STAMP);
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_newer_format_is_refused_with_its_number(String name) throws IOException {
        ObjectNode newer = (ObjectNode) JSON.readTree(file(name));
        if (newer.has("format")) {
            newer.put("format", 2);
            byte[] json = JSON.writeValueAsBytes(newer);
            assertThatThrownBy(() -> read(name, json))
                    .isInstanceOf(UnknownItemException.class)
                    .hasMessageContaining("format 2 (expected: 1-1)");
        } else {
            assertThat(RECORDED.get(name)).isInstanceOf(ConfigItem.class);
        }
    }
}
