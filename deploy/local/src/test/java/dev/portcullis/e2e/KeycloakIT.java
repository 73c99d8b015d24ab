package dev.portcullis.e2e;

import static dev.portcullis.e2e.Caller.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.client.api.RulesApi;
import dev.portcullis.client.model.AuthorizationMode;
import dev.portcullis.client.model.JwkSet;
import dev.portcullis.client.model.NodeKeys;
import dev.portcullis.client.model.RuleWrite;
import dev.portcullis.e2e.KeycloakRealm.KeyState;
import dev.portcullis.model.JwsAlgorithm;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The tokens of a real identity provider, with the keys that it publishes. */
@ExtendWith(OnRunningSystem.class)
@TestInstance(Lifecycle.PER_CLASS)
class KeycloakIT {
    static final Set<JwsAlgorithm> PUBLISHED = EnumSet.range(JwsAlgorithm.RS256, JwsAlgorithm.EDDSA);
    private static final String AUDIENCE = "orders";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int CALLS = 500;
    private static final int ABOVE_THE_USUAL_KEYS = 200;

    private final RunningSystem system;
    private final KeycloakServer keycloak;
    private final KeycloakRealm realm;
    private final RulesApi rules;
    private final Caller caller;

    KeycloakIT(RunningSystem system) throws IOException {
        this.system = system;
        rules = system.rules();
        caller = new Caller(system);
        keycloak = KeycloakServer.start();
        realm = keycloak.createRealm("shop");
    }

    @BeforeAll
    void aKeyAndAClientForEachAlgorithm() throws IOException {
        realm.addEd448Key(ABOVE_THE_USUAL_KEYS - 1);
        for (JwsAlgorithm algorithm : PUBLISHED) {
            realm.addKey(algorithm, ABOVE_THE_USUAL_KEYS);
            realm.addClient(algorithm.joseName(), algorithm.joseName(), AUDIENCE, HOUR);
        }
    }

    @AfterAll
    void end() {
        keycloak.close();
    }

    @ParameterizedTest
    @FieldSource("PUBLISHED")
    void a_token_of_each_algorithm_is_let_in_and_a_changed_one_is_not(JwsAlgorithm algorithm) throws Exception {
        create(rule());
        String token = realm.token(algorithm.joseName());

        caller.isLetIn("/", bearer(token));
        caller.isDenied("/", "SIGNATURE_INVALID", bearer(withOtherClaims(token, realm.token(algorithm.joseName()))));
    }

    @Test
    void the_token_of_another_realm_is_denied() throws Exception {
        create(rule());
        KeycloakRealm other = keycloak.createRealm("other");
        other.addClient("RS256", "RS256", AUDIENCE, HOUR);

        caller.isDenied("/", "ISSUER_UNKNOWN", bearer(other.token("RS256")));
        caller.isLetIn("/", bearer(realm.token("RS256")));
    }

    @Test
    void a_token_that_was_signed_with_the_realms_secret_is_denied() throws Exception {
        create(rule());
        realm.addClient("secretly", "HS512", AUDIENCE, HOUR);

        caller.isDenied("/", "ALGORITHM_NOT_ALLOWED", bearer(realm.token("secretly")));
        caller.isLetIn("/", bearer(realm.token("RS512")));
    }

    @Test
    void a_token_is_denied_once_it_has_expired() throws Exception {
        create(rule().clockSkew(0));
        realm.addClient("hasty", "ES256", AUDIENCE, Duration.ofSeconds(1));
        String token = realm.token("hasty");

        await().untilAsserted(() -> caller.isDenied("/", "TOKEN_EXPIRED", bearer(token)));
        caller.isLetIn("/", bearer(realm.token("ES256")));
    }

    @Test
    void a_token_for_another_audience_is_denied() throws Exception {
        create(rule().addAudiencesItem(AUDIENCE));
        realm.addClient("bookkeeper", "RS256", "books", HOUR);

        caller.each(
                "/",
                bearer(realm.token("bookkeeper")),
                answer -> answer.statusCode(403)
                        .body("code", equalTo("AUDIENCE_MISMATCH"))
                        .header("WWW-Authenticate", containsString("error=\"insufficient_scope\"")));
        caller.isLetIn("/", bearer(realm.token("RS256")));
    }

    @Test
    void the_published_set_serves_as_well_when_it_is_copied_into_the_rule() throws Exception {
        JwkSet copied = new ObjectMapper().treeToValue(realm.publishedKeys(), JwkSet.class);
        create(rule().discovery(null).jwks(copied));

        for (JwsAlgorithm algorithm : PUBLISHED) {
            caller.isLetIn("/", bearer(realm.token(algorithm.joseName())));
        }
    }

    @Test
    void nobody_is_refused_while_the_realm_changes_its_key() throws Exception {
        KeycloakRealm rotating = keycloak.createRealm("rotating");
        String oldKey = rotating.addKey(JwsAlgorithm.RS256, ABOVE_THE_USUAL_KEYS);
        rotating.addClient("caller", "RS256", AUDIENCE, HOUR);
        String rule = create(rule().issuer(rotating.issuer()));
        String oldToken = rotating.token("caller");
        caller.isLetIn("/", bearer(oldToken));

        try (SteadyCalls calls = new SteadyCalls(system.nodes(), "old", oldToken)) {
            calls.awaitLetIn(CALLS);

            rotating.addKey(JwsAlgorithm.RS256, ABOVE_THE_USUAL_KEYS + 1);
            String newToken = rotating.token("caller");
            calls.add("new", newToken);
            assertThat(keyId(newToken)).isNotEqualTo(keyId(oldToken));
            calls.awaitLetIn(CALLS);

            rotating.setKey(oldKey, KeyState.PASSIVE);
            refreshKeys(rule);
            calls.awaitLetIn(CALLS);

            calls.remove("old");
            rotating.setKey(oldKey, KeyState.DISABLED);
            refreshKeys(rule);
            await().untilAsserted(() -> caller.isDenied("/", "KEY_NOT_FOUND", bearer(oldToken)));
            calls.awaitLetIn(CALLS);

            assertThat(calls.refused()).isEmpty();
            System.out.printf(
                    "  rotation       let in with the old key's token: %d, with the new key's: %d, refused: 0%n",
                    calls.letIn("old"), calls.letIn("new"));
        }
    }

    private RuleWrite rule() {
        return new RuleWrite()
                .name("keycloak")
                .enabled(true)
                .issuer(realm.issuer())
                .discovery(true)
                .authorizationMode(AuthorizationMode.WHITELIST);
    }

    /** @return the id */
    private String create(RuleWrite rule) {
        var created = rules.createRuleWithHttpInfo("demo", rule, null, "wait=20");
        assertThat(created.getHeaders().get("portcullis-propagation"))
                .singleElement()
                .asString()
                .startsWith("APPLIED");
        return created.getData().getId();
    }

    /** Has every node fetch the keys anew, and waits until they say that they have. */
    private void refreshKeys(String rule) {
        OffsetDateTime asked = OffsetDateTime.now(ZoneOffset.UTC);
        rules.refreshRuleKeys("demo", rule, null, null, "wait=20");
        await().atMost(Duration.ofSeconds(30)).until(() -> fetches(rule), everyItem(greaterThan(asked)));
    }

    /** When each node got the keys that it has. */
    private List<OffsetDateTime> fetches(String rule) {
        return Objects.requireNonNull(rules.getRuleKeys("demo", rule).getNodes()).stream()
                .map(NodeKeys::getFetchedAt)
                .toList();
    }

    private static String keyId(String token) throws IOException {
        byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return new ObjectMapper().readTree(header).path("kid").asText();
    }

    /** The header and signature of one token around the claims of the other, which differ by {@code jti} at least. */
    private static String withOtherClaims(String token, String other) {
        List<String> parts = List.of(token.split("\\.", -1));
        return parts.get(0) + "." + other.split("\\.", -1)[1] + "." + parts.get(2);
    }
}
