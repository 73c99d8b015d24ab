package dev.portcullis.control.snapshot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Eventually;
import dev.portcullis.control.testing.Tokens;
import dev.portcullis.control.testing.TopicReplay;
import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.WireJson;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.NodeToken;
import dev.portcullis.signature.SigningKeys;
import dev.portcullis.snapshot.Snapshot;
import dev.portcullis.snapshot.SnapshotReader;
import dev.portcullis.snapshot.SnapshotReading;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The snapshot for nodes: who is let in, and that it is what the topic holds. */
@ControlPlaneTest
class SnapshotApiTest {
    private static final EnrolmentSecret SHARED = EnrolmentSecret.parse("ZW5yb2xtZW50LXNlY3JldC1vZi10ZXN0cw==");
    private static final EnrolmentSecret CONFINED = EnrolmentSecret.parse("b2YtdGhlLWluc3RhbmNlLW9mLW9uZQ==");
    private final Api api = Api.admin();

    @Inject
    SigningKeys keys;

    @Inject
    ConfigTopic topic;

    @Inject
    DataSource database;

    @Test
    void a_node_gets_all_records_under_the_head_that_the_topic_has() throws IOException {
        String instance = api.newInstance();
        String id = id(instance);
        api.post(instance + "/routes", Api.route()).statusCode(201);
        String rule = api.newRule(instance);
        List<Map<String, Object>> conditions = IntStream.range(0, 700)
                .mapToObj(i -> Api.authorization("/path-" + i))
                .toList();
        api.request()
                .urlEncodingEnabled(false)
                .body(Map.of("create", conditions))
                .post(rule + "/authorizations:batch")
                .then()
                .statusCode(200);

        ValidatableResponse answer = ask(id, token(SHARED, id))
                .statusCode(200)
                .contentType("application/x-ndjson")
                .header("Cache-Control", "no-store");

        Snapshot snapshot = read(id, answer);
        assertThat(snapshot.records()).hasSize(703);
        Eventually.await().untilAsserted(() -> {
            TopicReplay replay = TopicReplay.of(id, topic.records(id));
            Head head = replay.heads().getLast();
            assertThat(snapshot.head()).isEqualTo(head);
            assertThat(image(snapshot)).isEqualTo(replay.image());
        });
    }

    @Test
    void only_a_token_made_for_the_instance_by_one_of_its_enrolment_secrets_is_let_in() {
        String id = id(api.newInstance());
        ask(id, token(SHARED, id)).statusCode(200);

        given().get(path(id)).then().statusCode(401).header("WWW-Authenticate", containsString("Bearer"));
        refused(id, "");
        refused(id, Tokens.of("admin"));
        refused(id, token(CONFINED, id));
        refused(id, token(SHARED, "other"));
        refused(id, NodeToken.of(SHARED, id, "n1", Instant.now().minusSeconds(600)));
        refused(id, NodeToken.of(SHARED, id, "n1", Instant.now().plusSeconds(600)));
        refused(id, "ZW5yb2xtZW50LXNlY3JldC1vZi10ZXN0cw==");
    }

    @Test
    void a_secret_of_one_instance_opens_that_one() {
        api.post("/instances", Map.of("id", "of-one", "name", Api.freshName("of-one")))
                .statusCode(201);

        ask("of-one", token(CONFINED, "of-one")).statusCode(200);
        ask("of-one", token(SHARED, "of-one")).statusCode(200);
        String other = id(api.newInstance());
        refused(other, token(CONFINED, other));
    }

    @Test
    void an_instance_that_is_not_there_is_404_for_a_node_and_401_for_anybody_else() {
        ask("nowhere", token(SHARED, "nowhere"))
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("NOT_FOUND"));
        refused("nowhere", Tokens.of("admin"));
    }

    @Test
    void a_node_token_opens_nothing_else() {
        String id = id(api.newInstance());

        given().auth()
                .oauth2(token(SHARED, id))
                .get("/api/v1/instances/" + id)
                .then()
                .statusCode(401);
    }

    @Test
    void what_would_not_be_what_was_published_is_not_sent() throws SQLException {
        String instance = api.newInstance();
        String id = id(instance);
        api.post(instance + "/routes", Api.route()).statusCode(201);
        ask(id, token(SHARED, id)).statusCode(200);
        try (Connection connection = database.getConnection();
                PreparedStatement change = connection.prepareStatement("DELETE FROM route WHERE instance_id = ?")) {
            change.setString(1, id);
            change.executeUpdate();
        }

        ask(id, token(SHARED, id)).statusCode(503).header("Retry-After", "1").body("code", equalTo("NOT_PUBLISHED"));
    }

    private void refused(String id, String token) {
        ask(id, token).statusCode(401).body("code", equalTo("UNAUTHENTICATED"));
    }

    private static ValidatableResponse ask(String id, String token) {
        return given().header("Authorization", "Bearer " + token).get(path(id)).then();
    }

    private static String token(EnrolmentSecret secret, String id) {
        return NodeToken.of(secret, id, "n1", Instant.now());
    }

    private static String path(String id) {
        return "/api/v1/instances/" + id + "/snapshot";
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Snapshot read(String id, ValidatableResponse answer) throws IOException {
        byte[] bytes = answer.extract().asByteArray();
        SnapshotReading reading = new SnapshotReader(id, keys.trusted(), 1 << 24).read(new ByteArrayInputStream(bytes));
        assertThat(reading).isInstanceOf(SnapshotReading.Read.class);
        return ((SnapshotReading.Read) reading).snapshot();
    }

    private static ConfigImage image(Snapshot snapshot) {
        ConfigDelta delta = new ConfigDelta(ConfigImage.EMPTY);
        snapshot.records().forEach((key, value) -> delta.replay(ItemKey.parse(key), WireJson.readItem(value)));
        return delta.apply(snapshot.head());
    }
}
