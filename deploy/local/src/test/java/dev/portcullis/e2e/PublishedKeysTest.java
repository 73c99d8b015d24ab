package dev.portcullis.e2e;

import static dev.portcullis.e2e.Caller.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.client.ApiClient;
import dev.portcullis.client.api.RulesApi;
import dev.portcullis.client.model.AuthorizationMode;
import dev.portcullis.client.model.HeldKey;
import dev.portcullis.client.model.NodeKeys;
import dev.portcullis.client.model.NodeKeysState;
import dev.portcullis.client.model.Rule;
import dev.portcullis.client.model.RuleWrite;
import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.model.JwsAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys that a provider publishes, followed by real nodes; the rule is written with the generated client. */
@ExtendWith(OnRunningSystem.class)
class PublishedKeysTest {
    private static final String INSTANCE = "demo";
    private static final String WAIT = "wait=20";

    private final RulesApi rules;
    private final Caller caller;
    private final Signer one = Signer.of(JwsAlgorithm.ES256, "key-1");
    private final Signer two = Signer.of(JwsAlgorithm.ES256, "key-2");
    private final Provider provider = new Provider(one);

    PublishedKeysTest(RunningSystem system) throws Exception {
        URI api = system.at().api();
        String token = system.system().token(ManagementToken.Role.ADMIN);
        ApiClient client = new ApiClient();
        client.updateBaseUri(api.resolve("/").toString().replaceFirst("/$", ""));
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        rules = new RulesApi(client);
        caller = new Caller(system);
    }

    @AfterEach
    void end() {
        provider.close();
    }

    private Rule create() {
        RuleWrite rule = new RuleWrite()
                .name("published")
                .enabled(true)
                .issuer(one.issuer())
                .authorizationMode(AuthorizationMode.WHITELIST)
                .jwksUri(provider.jwksUri().toString());
        return rules.createRule(INSTANCE, rule, null, WAIT);
    }

    /** Of the rule's issuer, signed with the other key. */
    private String tokenOfTwo() {
        return two.token(Map.of("iss", one.issuer()));
    }

    private void eachNodeHolds(Rule rule, long refreshes, String... kids) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<NodeKeys> nodes = rules.getRuleKeys(INSTANCE, rule.getId()).getNodes();
            assertThat(nodes).extracting(NodeKeys::getNodeId).containsExactly("node-1", "node-2");
            assertThat(nodes).allSatisfy(node -> {
                assertThat(node.getState()).isEqualTo(NodeKeysState.FRESH);
                assertThat(node.getReachable()).isTrue();
                assertThat(node.getRefreshCounter()).isEqualTo(refreshes);
                assertThat(node.getKeys()).extracting(HeldKey::getKid).containsExactly(kids);
                assertThat(node.getKeys()).allMatch(HeldKey::getUsable);
            });
        });
    }

    @Test
    void a_key_that_the_provider_adds_serves_without_a_refused_request() throws Exception {
        Rule rule = create();
        eachNodeHolds(rule, 0, "key-1");
        caller.isLetIn("/", bearer(one.token()));
        caller.isDenied("/", "TOKEN_MISSING");

        provider.publish(one, two);

        caller.isLetIn("/", bearer(tokenOfTwo()));
        caller.isLetIn("/", bearer(one.token()));
        eachNodeHolds(rule, 0, "key-1", "key-2");
    }

    @Test
    void a_refresh_has_every_node_drop_a_key_that_the_provider_withdrew() throws Exception {
        Rule rule = create();
        eachNodeHolds(rule, 0, "key-1");
        caller.isLetIn("/", bearer(one.token()));

        provider.publish(two);
        caller.isLetIn("/", bearer(one.token()));
        rules.refreshRuleKeys(INSTANCE, rule.getId(), null, null, WAIT);

        eachNodeHolds(rule, 1, "key-2");
        caller.isLetIn("/", bearer(tokenOfTwo()));
        caller.isDenied("/", "KEY_NOT_FOUND", bearer(one.token()));
    }
}
