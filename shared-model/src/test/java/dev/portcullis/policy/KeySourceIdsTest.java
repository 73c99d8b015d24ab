package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.KeySource;
import dev.portcullis.model.KeySource.FetchHeader;
import dev.portcullis.model.KeySource.KeyFetch;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeySourceIdsTest {
    private static final String URL = "https://keys.example/jwks?tenant=7";
    private final KeySourceIds ids = new KeySourceIds(Samples.SECRETS);

    private String idOf(String ruleId, String issuer, KeySource.Remote source) {
        Samples.Rule rule = new Samples.Rule(source);
        rule.id = ruleId;
        rule.issuer = issuer;
        return ids.of(rule.item(), source);
    }

    private String idOf(KeySource.Remote source) {
        return idOf("jr-1", Samples.ISSUER, source);
    }

    private static KeySource.JwksUri at(String url) {
        return new KeySource.JwksUri(url, KeyFetch.PLAIN);
    }

    private static KeySource.Remote with(FetchHeader... headers) {
        return new KeySource.JwksUri(URL, new KeyFetch(List.of(headers), null, 0));
    }

    private static FetchHeader header(String ruleId, String name, String value) {
        String place = FetchHeader.place("demo", ruleId, name);
        return new FetchHeader(name, Samples.SECRETS.seal(value.getBytes(StandardCharsets.UTF_8), place));
    }

    @Test
    void rules_that_differ_in_id_issuer_and_counter_alone_share_a_source() {
        KeySource.Remote refreshed = new KeySource.JwksUri(URL, KeyFetch.PLAIN.refreshed());

        assertThat(idOf("jr-2", "https://other.example", refreshed)).isEqualTo(idOf(at(URL)));
    }

    @Test
    void rules_with_equal_header_values_share_a_source_although_each_is_sealed_on_its_own() {
        String first = idOf("jr-1", Samples.ISSUER, with(header("jr-1", "X-Key", "hunter2")));

        assertThat(idOf("jr-2", Samples.ISSUER, with(header("jr-2", "X-Key", "hunter2"))))
                .isEqualTo(first);
        assertThat(idOf("jr-2", Samples.ISSUER, with(header("jr-2", "X-Key", "hunter3"))))
                .isNotEqualTo(first);
    }

    @Test
    void whatever_else_a_fetch_differs_in_makes_another_source() {
        List<String> all = List.of(
                idOf(at(URL)),
                idOf(at("https://keys.example/jwks?tenant=8")),
                idOf(at("https://keys.example/jwks")),
                idOf(at(Samples.ISSUER)),
                idOf(new KeySource.Discovery(KeyFetch.PLAIN)),
                idOf("jr-1", "https://other.example", new KeySource.Discovery(KeyFetch.PLAIN)),
                idOf(new KeySource.JwksUri(URL, new KeyFetch(List.of(), "certificates", 0))),
                idOf(with(header("jr-1", "X-Key", "hunter2"))),
                idOf(with(header("jr-1", "X-Keyh", "unter2"))),
                idOf(with(header("jr-1", "X-Key", "hunter2"), header("jr-1", "X-More", "1"))));

        assertThat(all).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9_-]{22}"));
    }

    @Test
    void a_value_that_does_not_open_is_the_source_of_its_rule_alone() {
        FetchHeader foreign = header("jr-2", "X-Key", "hunter2");
        String unusable = idOf("jr-1", Samples.ISSUER, with(foreign));

        assertThat(unusable).isEqualTo(idOf("jr-1", Samples.ISSUER, with(foreign)));
        assertThat(unusable).isNotEqualTo(idOf("jr-2", Samples.ISSUER, with(foreign)));
    }

    @Test
    void ids_are_the_same_in_both_planes_while_a_newer_key_seals_and_cannot_be_guessed_without_the_ring() {
        String older = "test:" + Base64.getEncoder().encodeToString(new byte[32]);
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 1);
        String newer = "newer:" + Base64.getEncoder().encodeToString(key);
        Samples.Rule rule = new Samples.Rule(at(URL));

        assertThat(new KeySourceIds(SecretKeyRing.parse(newer + "," + older)).of(rule.item(), at(URL)))
                .isEqualTo(idOf(at(URL)));
        assertThat(new KeySourceIds(SecretKeyRing.parse(newer)).of(rule.item(), at(URL)))
                .isNotEqualTo(idOf(at(URL)));
    }
}
