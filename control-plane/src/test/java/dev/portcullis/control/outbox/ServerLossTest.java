package dev.portcullis.control.outbox;

import static dev.portcullis.control.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.LosableServers;
import dev.portcullis.control.testing.LosableServers.Servers;
import dev.portcullis.control.testing.TopicReplay;
import dev.portcullis.model.Head;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
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

    private void awaitRevision(String instance, long revision) {
        String id = instance.substring("/instances/".length());
        await().until(() -> {
            Head head = TopicReplay.of(id, topic.records(id)).image().head();
            return head != null && head.revision() == revision;
        });
    }

    @Test
    void without_kafka_writes_go_on_and_reach_it_when_it_is_back() {
        String instance = api.newInstance();
        awaitRevision(instance, 1);
        servers.stopKafka();
        String rule = api.newRule(instance);
        api.post(rule + "/enable").statusCode(200).header("Portcullis-Revision", "3");
        api.get(instance + "/propagation").statusCode(200).body("revision", equalTo(3));
        assertThat(database.outboxSize()).isEqualTo(4);
        servers.startKafka();
        awaitRevision(instance, 3);
        await().until(() -> database.outboxSize() == 0);
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
