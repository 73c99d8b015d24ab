package dev.portcullis.control.outbox;

import static dev.portcullis.control.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.TopicReplay;
import dev.portcullis.control.topic.Topics;
import dev.portcullis.model.Head;
import dev.portcullis.model.RuleItem;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class OutboxRelayTest {
    private final Api api = Api.admin();

    @Inject
    ConfigTopic topic;

    @Inject
    Database database;

    @Inject
    Topics topics;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String jdbcUrl = "";

    @AfterEach
    void deletions_work_again() {
        database.execute("DROP TRIGGER IF EXISTS crash ON outbox_entry");
    }

    @Test
    void what_is_written_reaches_the_topic_and_leaves_the_outbox() {
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        api.post(rule + "/authorizations", Api.authorization("/public")).statusCode(201);
        TopicReplay replay = awaitRevision(id(instance), 3);
        assertThat(replay.image().rules()).containsOnlyKeys(id(rule));
        assertThat(replay.image().authorizationsOf(id(rule))).hasSize(1);
        await().until(() -> database.outboxSize() == 0);
    }

    @Test
    void a_change_of_thousands_of_items_is_one_revision_on_the_topic_and_all_of_it_is_there() {
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        Map<String, Object> document =
                send(instance + ":export", null).extract().path("");
        List<Map<String, Object>> conditions = IntStream.range(0, 3_000)
                .mapToObj(i -> Api.authorization("/path-" + i))
                .toList();
        send(rule + "/authorizations:batch", Map.of("create", conditions)).header("Portcullis-Revision", "3");
        TopicReplay filled = awaitRevision(id(instance), 3);
        assertThat(filled.image().authorizationsOf(id(rule))).hasSize(3_000);

        send(instance + ":apply", document).header("Portcullis-Revision", "4");
        TopicReplay emptied = awaitRevision(id(instance), 4);
        assertThat(emptied.image().rules()).containsOnlyKeys(id(rule));
        assertThat(emptied.image().authorizationsOf(id(rule))).isEmpty();

        send(instance + "/revisions/3:rollback", "").header("Portcullis-Revision", "5");
        TopicReplay back = awaitRevision(id(instance), 5);
        assertThat(back.image().authorizationsOf(id(rule)))
                .isEqualTo(filled.image().authorizationsOf(id(rule)));
        assertThat(back.heads()).extracting(Head::revision).isSorted().doesNotHaveDuplicates();
    }

    /** @param body null: GET */
    private ValidatableResponse send(String path, @Nullable Object body) {
        RequestSpecification request = api.request().urlEncodingEnabled(false);
        Response response =
                body == null ? request.get(path) : request.body(body).post(path);
        return response.then().statusCode(200);
    }

    @Test
    void concurrent_writers_of_several_instances_are_published_in_the_order_of_their_commits() throws Exception {
        List<String> instances = List.of(api.newInstance(), api.newInstance());
        List<String> rules = instances.stream().map(api::newRule).toList();
        try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
            List<Future<?>> written = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                String path = rules.get(i % 2) + "/authorizations";
                Object condition = Api.authorization("/path-" + i);
                written.add(writers.submit(() -> api.post(path, condition).statusCode(201)));
            }
            for (Future<?> write : written) {
                write.get();
            }
        }
        for (int i = 0; i < 2; i++) {
            TopicReplay replay = awaitRevision(id(instances.get(i)), 62);
            List<Long> revisions = replay.heads().stream().map(Head::revision).toList();
            assertThat(revisions).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
            assertThat(replay.image().authorizationsOf(id(rules.get(i))).keySet())
                    .hasSize(60);
            List<String> inDatabase =
                    database.column("SELECT id FROM rule_authorization WHERE rule_id = '" + id(rules.get(i)) + "'");
            assertThat(replay.image().authorizationsOf(id(rules.get(i))).keySet())
                    .isEqualTo(new TreeSet<>(inDatabase));
        }
    }

    @Test
    void ids_rise_with_the_revisions_that_made_them() {
        String rule = api.newRule(api.newInstance());
        List<String> ids = IntStream.range(0, 20)
                .mapToObj(i -> api.post(rule + "/authorizations", Api.authorization("/" + i))
                        .statusCode(201)
                        .extract()
                        .<String>path("id"))
                .toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_relay_that_dies_between_publishing_and_deleting_publishes_again_and_nothing_goes_back() {
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        awaitRevision(id(instance), 2);
        await().until(() -> database.outboxSize() == 0);
        database.execute("CREATE OR REPLACE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS "
                + "$$ BEGIN RAISE 'killed before the deletion'; END $$");
        database.execute(
                "CREATE TRIGGER crash BEFORE DELETE ON outbox_entry FOR EACH STATEMENT EXECUTE FUNCTION crash()");

        api.post(rule + "/enable").statusCode(200);
        await("published a second time").until(() -> heads(instance, 3) >= 2);
        api.post(rule + "/disable").statusCode(200);
        await().until(() -> heads(instance, 4) >= 1);
        assertThat(database.outboxSize()).isGreaterThan(0);
        database.execute("DROP TRIGGER crash ON outbox_entry");
        await().until(() -> database.outboxSize() == 0);

        TopicReplay replay = awaitRevision(id(instance), 4);
        assertThat(replay.heads().stream().map(Head::revision).toList()).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(replay.image().rules().get(id(rule)))
                .extracting(RuleItem::enabled)
                .isEqualTo(false);
    }

    @Test
    void a_relay_that_loses_its_connection_carries_on() {
        String instance = api.newInstance();
        awaitRevision(id(instance), 1);
        assertThat(database.column("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        + "WHERE application_name = 'portcullis-relay'"))
                .containsExactly("t");
        api.newRule(instance);
        awaitRevision(id(instance), 2);
    }

    @Test
    void a_relay_whose_producer_is_fenced_carries_on_with_a_new_one() {
        String instance = api.newInstance();
        awaitRevision(id(instance), 1);
        try (ConfigPublisher other = ConfigPublisher.open(topics)) {
            other.begin();
        }
        api.newRule(instance);
        awaitRevision(id(instance), 2);
    }

    @Test
    void only_one_relay_holds_the_lock() throws SQLException {
        awaitRevision(id(api.newInstance()), 1);
        try (OutboxConnection second = OutboxConnection.open(jdbcUrl, "postgres", "")) {
            assertThat(second.tryLock()).isFalse();
        }
    }

    @Test
    void a_holder_of_whom_nothing_is_heard_loses_its_connection_and_one_that_gives_signs_keeps_it() throws Exception {
        try (OutboxConnection silent = OutboxConnection.open(jdbcUrl, "postgres", "");
                OutboxConnection busy = OutboxConnection.open(jdbcUrl, "postgres", "")) {
            // It has been silent for no shorter when the other is ended.
            busy.lease();
            try (SignOfLife signs = SignOfLife.of(busy)) {
                silent.lease();
                await().until(() -> database.column("SELECT pid FROM pg_stat_activity "
                                        + "WHERE application_name = 'portcullis-relay'")
                                .size()
                        == 2);
                assertThat(signs).isNotNull();
            }
            busy.alive();
            assertThatThrownBy(silent::alive).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_deleted_instance_leaves_tombstones_and_a_signed_end_behind_them() {
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        api.post(rule + "/authorizations", Api.authorization("/a")).statusCode(201);
        api.post(instance + "/routes", Api.route()).statusCode(201);
        awaitRevision(id(instance), 4);
        api.delete(instance + "?cascade=true").statusCode(204);

        List<ConfigTopic.Entry> records = await().until(
                        () -> topic.records(id(instance)),
                        found -> found.getLast().isHeadOf(id(instance))
                                && TopicReplay.head(found.getLast()).isDeleted());
        Map<String, Boolean> last = new java.util.HashMap<>();
        records.forEach(entry -> last.put(entry.key(), entry.value() == null));
        assertThat(last.remove(records.getLast().key())).isFalse();
        assertThat(last).hasSize(4).doesNotContainValue(false);
        assertThat(TopicReplay.head(records.getLast()).items()).isZero();
    }

    @Test
    void a_re_made_id_starts_a_new_epoch_without_what_was_before() {
        String name = Api.freshName("again");
        api.post("/instances", Map.of("id", name, "name", name)).statusCode(201);
        api.newRule("/instances/" + name);
        api.delete("/instances/" + name + "?cascade=true").statusCode(204);
        api.post("/instances", Map.of("id", name, "name", name)).statusCode(201);
        TopicReplay replay = await().until(
                        () -> TopicReplay.of(name, topic.records(name)),
                        found -> found.image().head() != null
                                && found.image().head().revision() == 1
                                && found.image().rules().isEmpty()
                                && database.outboxSize() == 0);
        assertThat(replay.image().routes()).isEmpty();
    }

    private long heads(String instance, long revision) {
        return TopicReplay.of(id(instance), topic.records(id(instance))).heads().stream()
                .filter(head -> head.revision() == revision)
                .count();
    }

    private TopicReplay awaitRevision(String instanceId, long revision) {
        return await().until(() -> TopicReplay.of(instanceId, topic.records(instanceId)), replay -> {
            Head head = replay.image().head();
            return head != null && head.revision() >= revision;
        });
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
