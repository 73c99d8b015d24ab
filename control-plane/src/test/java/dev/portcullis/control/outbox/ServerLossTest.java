package dev.portcullis.control.outbox;

import static dev.portcullis.control.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.FakeNode;
import dev.portcullis.control.testing.LosableServers;
import dev.portcullis.control.testing.LosableServers.Servers;
import dev.portcullis.control.testing.TopicReplay;
import dev.portcullis.model.Head;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LosableServers.class)
@NullUnmarked
class ServerLossTest {
    private final Api api = Api.admin();

    Servers servers;

    @Inject
    ConfigTopic topic;

    @Inject
    Database database;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    private static String id(String path) {
        return path.substring("/instances/".length());
    }

    private void awaitRevision(String instance, long revision) {
        await().until(() -> {
            Head head = TopicReplay.of(id(instance), topic.records(id(instance)))
                    .image()
                    .head();
            return head != null && head.revision() == revision;
        });
    }

    @Test
    void without_kafka_writes_go_on_and_reach_it_when_it_is_back() {
        String instance = api.newInstance();
        awaitRevision(instance, 1);
        try (FakeNode node = new FakeNode(kafka, id(instance), "node-1")) {
            String epoch = TopicReplay.of(id(instance), topic.records(id(instance)))
                    .image()
                    .head()
                    .epoch();
            node.applied(epoch, 1);
            await().untilAsserted(() -> api.get(instance + "/propagation").body("state", equalTo("APPLIED")));
            servers.stopKafka();
            String rule = api.newRule(instance);
            api.post(rule + "/enable").statusCode(200).header("Portcullis-Revision", "3");
            api.request()
                    .header("Prefer", "wait=1")
                    .post(rule + "/disable")
                    .then()
                    .statusCode(200)
                    .header("Portcullis-Propagation", startsWith("PENDING"));
            api.get(instance + "/propagation")
                    .statusCode(200)
                    .body("revision", equalTo(4))
                    .body("state", equalTo("PENDING"));
            assertThat(database.outboxSize()).isEqualTo(6);
            servers.startKafka();
            awaitRevision(instance, 4);
            await().until(() -> database.outboxSize() == 0);
            node.applied(epoch, 4);
            await().untilAsserted(() -> api.get(instance + "/propagation").body("state", equalTo("APPLIED")));
        }
    }

    @Test
    void without_the_database_every_call_is_told_to_come_again_and_then_succeeds() {
        String instance = api.newInstance();
        servers.stopPostgres();
        api.get(instance)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .contentType("application/problem+json")
                .body("code", equalTo("DATABASE_UNAVAILABLE"));
        api.put(instance, Map.of("name", Api.freshName("later"))).statusCode(503);
        servers.startPostgres();
        await().untilAsserted(() -> api.get(instance).statusCode(200));
        api.newRule(instance);
        awaitRevision(instance, 2);
    }
}
