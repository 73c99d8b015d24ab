package dev.portcullis.e2e;

import static dev.portcullis.e2e.Caller.bearer;
import static dev.portcullis.e2e.Management.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README's quick start does, on both nodes. */
@ExtendWith(OnRunningSystem.class)
class QuickStartTest {
    private static final String PATH = "/hello/world";

    private final Management management;
    private final Caller caller;
    private String rule = "";

    QuickStartTest(RunningSystem system) throws Exception {
        management = system.management();
        caller = new Caller(system);
    }

    @BeforeEach
    void createTheRule() throws Exception {
        rule = management.createRule(Demo.rule());
    }

    @Test
    void the_key_set_goes_in_as_published_with_its_line_wrapping_spaces() {
        assertThat(Demo.rule()).contains(Demo.keySet().strip());
        assertThat(Demo.keySet()).contains("xAE7eB6qugXyCAG3yhh7pkDkT65pHymX- P7KfIupjf59");
        assertThat(new String(
                        Base64.getUrlDecoder().decode(Demo.token().split("\\.")[1]),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("testing@secure.istio.io");
    }

    @Test
    void the_real_token_is_let_in() {
        caller.isLetIn(PATH, bearer(Demo.token()));
    }

    @Test
    void no_token_is_told_that_it_is_missing() {
        caller.isDenied(PATH, "TOKEN_MISSING");
    }

    @Test
    void the_token_with_the_100th_character_of_its_signature_changed_is_kept_out() {
        caller.isDenied(PATH, "SIGNATURE_INVALID", bearer(Demo.tokenWithSignatureChangedAt(100)));
    }

    @Test
    void a_whitelisted_prefix_passes_without_a_token_and_a_longer_word_does_not() throws Exception {
        management.createAuthorization(rule, path("PREFIX", "/public"));
        caller.isLetIn("/public");
        caller.isLetIn("/public/page");
        caller.isDenied("/publicity", "TOKEN_MISSING");
        caller.isLetIn("/publicity", bearer(Demo.token()));
    }

    @Test
    void disabling_the_rule_opens_the_gateway_and_enabling_closes_it() throws Exception {
        management.disable(rule);
        caller.isLetIn(PATH);
        management.enable(rule);
        caller.isDenied(PATH, "TOKEN_MISSING");
    }

    @Test
    void an_enabled_rule_cannot_be_deleted_and_a_disabled_one_can() throws Exception {
        var refused = management.deleteRule(rule);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("RULE_ENABLED");
        caller.isDenied(PATH, "TOKEN_MISSING");

        management.disable(rule);
        assertThat(management.deleteRule(rule).statusCode()).isEqualTo(204);
        assertThat(management.deleteRule(rule).statusCode()).isEqualTo(404);
        caller.isLetIn(PATH);
    }
}
