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
import io.restassured.response.ValidatableResponse;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
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
    DataSource source;

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
        comeAgain(api.get(instance));
        api.put(instance, Map.of("name", Api.freshName("later"))).statusCode(503);
        servers.startPostgres();
        await().untilAsserted(() -> api.get(instance).statusCode(200));
        api.newRule(instance);
        awaitRevision(instance, 2);
    }

    @Test
    void while_the_database_stands_still_every_call_is_told_to_come_again_and_nothing_is_lost() throws Exception {
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Caught in its transaction: it waits for the lock of the row when everything stops.
            Future<ValidatableResponse> caught;
            try (Connection holder = source.getConnection();
                    Statement statement = holder.createStatement()) {
                holder.setAutoCommit(false);
                statement.execute("SELECT 1 FROM instance WHERE id = '" + id(instance) + "' FOR UPDATE");
                caught = threads.submit(() -> api.post(rule + "/enable"));
                await().until(() -> !database.column("SELECT 1 FROM pg_locks WHERE NOT granted")
                        .isEmpty());
                servers.pausePostgres();
                try {
                    comeAgain(caught.get());
                    comeAgain(api.get(instance));
                    comeAgain(api.put(instance, Map.of("name", Api.freshName("later"))));
                } finally {
                    servers.resumePostgres();
                }
                holder.rollback();
            }
        }
        await().untilAsserted(() -> api.get(instance).statusCode(200));
        api.get(rule).body("enabled", equalTo(false));
        api.post(rule + "/enable").statusCode(200).header("Portcullis-Revision", "3");
        awaitRevision(instance, 3);
    }

    private static void comeAgain(ValidatableResponse answer) {
        answer.statusCode(503)
                .header("Retry-After", notNullValue())
                .contentType("application/problem+json")
                .body("code", equalTo("DATABASE_UNAVAILABLE"));
    }
}
