package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.jwk.JwkSetReader;
import dev.portcullis.policy.jwk.JwkSetReading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A key set as it is published, line-wrapping spaces and all, and a token signed by people who know nothing of us. */
class DocumentedTokenTest {
    private final String token = resource("/documented/istio-demo.jwt").strip();

    @Test
    void the_published_token_is_let_in_by_the_published_key_set() {
        assertThat(decide("/get", "Bearer " + token))
                .isInstanceOfSatisfying(
                        Decision.Authenticated.class,
                        authenticated ->
                                assertThat(authenticated.grant().ruleId()).isEqualTo("jr-1"));
    }

    @Test
    void with_the_hundredth_character_of_its_signature_changed_it_is_not() {
        int at = token.lastIndexOf('.') + 100;
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        String forged = token.substring(0, at) + other + token.substring(at + 1);

        assertThat(reason(decide("/get", "Bearer " + forged))).isEqualTo(DenialReason.SIGNATURE_INVALID);
    }

    @Test
    void without_a_token_the_request_is_denied_and_below_an_exempted_prefix_it_passes() {
        assertThat(reason(decide("/get"))).isEqualTo(DenialReason.TOKEN_MISSING);
        assertThat(reason(decide("/publicity"))).isEqualTo(DenialReason.TOKEN_MISSING);
        assertThat(decide("/public/x")).isInstanceOf(Decision.Pass.class);
    }

    private static DenialReason reason(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Denied.class);
        return ((Decision.Denied) decision).reason();
    }

    private static Decision decide(String path, String... authorization) {
        JwkSetReading reading = new JwkSetReader(Samples.SECRETS, new byte[32])
                .read(new TextNode(resource("/documented/documented-jwks.json")), "demo/rule/jr-1", List.of());
        assertThat(reading).isInstanceOf(JwkSetReading.Read.class);
        Samples.Rule rule = new Samples.Rule(((JwkSetReading.Read) reading).keys());
        rule.issuer = "testing@secure.istio.io";
        RuleItem item = rule.item();
        RuleSet rules = Samples.compile(
                List.of(item), Samples.condition("jr-1", "az-1", "*", PathPattern.Match.PREFIX, "/public"));
        HeaderFields headers =
                authorization.length == 0 ? Samples.headers() : Samples.headers("Authorization", authorization[0]);
        return rules.decide(Samples.request("GET", "api.example", path), headers, Samples.NOW_MILLIS);
    }

    private static String resource(String name) {
        try (InputStream in = DocumentedTokenTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
