package dev.portcullis.control.repair;

import static dev.portcullis.control.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.LogCapture;
import dev.portcullis.control.testing.LosableServers;
import dev.portcullis.control.testing.SpoiltTopic;
import dev.portcullis.control.testing.TopicReplay;
import dev.portcullis.control.topic.Topics;
import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.SigningKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LosableServers.class)
@NullUnmarked
class TopicRepairTest {
    private static final byte[] GARBAGE = "{\"kind\":\"gadget\"".getBytes(StandardCharsets.US_ASCII);

    private final Api api = Api.admin();
    private final LogCapture log = LogCapture.of("dev.portcullis.control.repair", Level.INFO);

    @Inject
    ConfigTopic topic;

    @Inject
    Database database;

    @Inject
    Topics topics;

    @Inject
    SigningKeys keys;

    @Inject
    RepairRequests requests;

    @Inject
    MeterRegistry meters;

    private SpoiltTopic spoilt;
    private String instance;
    private String rule;

    @BeforeEach
    void make_an_instance_with_a_rule() {
        spoilt = new SpoiltTopic(topics);
        instance = api.newInstance();
        rule = api.newRule(instance);
        awaitWhole(2);
        await().until(() -> database.outboxSize() == 0);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void a_topic_that_was_deleted_is_made_again_and_holds_everything() {
        String epoch = head().epoch();
        spoilt.delete();
        api.post(instance + "/routes", Api.route()).statusCode(201);
        TopicReplay replay = awaitWhole(3);
        assertThat(replay.image().rules()).containsOnlyKeys(id(rule));
        assertThat(replay.image().routes()).hasSize(1);
        assertThat(replay.image().head().epoch()).isEqualTo(epoch);
    }

    @Test
    void tables_from_a_backup_begin_a_new_epoch() {
        String epoch = head().epoch();
        String digestState = digestState();
        for (int i = 0; i < 3; i++) {
            api.post(rule + "/authorizations", Api.authorization("/" + i)).statusCode(201);
        }
        awaitWhole(5);
        restore(digestState);
        newTenure();

        TopicReplay replay = awaitWhole(2);
        assertThat(replay.image().head().epoch()).isGreaterThan(epoch);
        assertThat(replay.image().authorizationsOf(id(rule))).isEmpty();
        assertThat(repairs(RepairReason.HEAD_AHEAD)).isPositive();
        api.post(instance + "/routes", Api.route()).statusCode(201).header("Portcullis-Revision", "3");
        assertThat(awaitWhole(3).image().head().epoch()).isGreaterThan(epoch);
    }

    @Test
    void tables_from_a_backup_that_were_changed_before_anybody_looked_begin_a_new_epoch() {
        String epoch = head().epoch();
        String digestState = digestState();
        for (int i = 0; i < 3; i++) {
            api.post(rule + "/authorizations", Api.authorization("/" + i)).statusCode(201);
        }
        awaitWhole(5);
        restore(digestState);

        api.post(instance + "/routes", Api.route()).statusCode(201).header("Portcullis-Revision", "3");
        TopicReplay replay = awaitWhole(3);
        assertThat(replay.image().head().epoch()).isGreaterThan(epoch);
        assertThat(replay.image().authorizationsOf(id(rule))).isEmpty();
        assertThat(replay.image().routes()).hasSize(1);
    }

    @Test
    void a_forged_tombstone_with_a_copy_of_the_head_is_undone_and_told_with_its_place() {
        String ruleKey = id(instance) + "/rule/" + id(rule);
        byte[] copied = records().getLast().value();
        spoilt.write(id(instance), ruleKey, null);
        spoilt.write(id(instance), headKey(), copied);

        assertThat(awaitWhole(2).image().rules()).containsOnlyKeys(id(rule));
        await().untilAsserted(() -> assertThat(log.lines())
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "RECORDS_DIFFER", ruleKey + " is missing", "Published again as a whole: revision 2")));
    }

    @Test
    void a_head_that_no_trusted_key_has_signed_is_overwritten() {
        Head forged =
                Head.of(id(instance), head().epoch(), Long.MAX_VALUE, Head.State.CURRENT, new ImageDigest(), null);
        SigningKeys others = SigningKeys.parse(SigningKeys.generate("test"));
        spoilt.write(id(instance), headKey(), SignedHead.write(forged, others));

        awaitWhole(2);
        await().untilAsserted(() -> assertThat(log.lines())
                .anySatisfy(line -> assertThat(line)
                        .contains("HEAD_UNTRUSTED", id(instance), "BAD_SIGNATURE at offset", topics.config() + "-")));
        api.post(instance + "/routes", Api.route()).statusCode(201);
        awaitWhole(3);
    }

    @Test
    void an_old_head_that_is_replayed_with_its_old_records_is_overwritten() {
        List<ConfigTopic.Entry> old = records();
        api.post(rule + "/enable").statusCode(200);
        awaitWhole(3);
        old.forEach(entry -> spoilt.write(id(instance), entry.key(), entry.value()));

        TopicReplay replay = awaitWhole(3);
        assertThat(replay.image().rules().get(id(rule)).enabled()).isTrue();
        assertThat(repairs(RepairReason.HEAD_REPLAYED)).isPositive();
    }

    @Test
    void records_that_are_not_ours_are_removed_and_the_instance_takes_changes_as_before() {
        String foreign = id(instance) + "/rule/jr-garbage";
        String unknownKind = id(instance) + "/gadget/1";
        spoilt.write(id(instance), foreign, GARBAGE);
        spoilt.write(id(instance), unknownKind, GARBAGE);
        spoilt.write(id(instance), id(instance) + "/rule/" + id(rule), GARBAGE);

        assertThat(awaitWhole(2).image().rules()).containsOnlyKeys(id(rule));
        assertThat(newest(foreign)).isNull();
        assertThat(newest(unknownKind)).isNull();
        api.post(instance + "/routes", Api.route()).statusCode(201);
        awaitWhole(3);
    }

    @Test
    void records_of_an_instance_that_does_not_exist_are_removed() {
        String ghost = Api.freshName("ghost");
        spoilt.write(ghost, ghost + "/rule/jr-1", GARBAGE);
        spoilt.write(ghost, ghost + "/head", GARBAGE);
        await().until(() -> SpoiltTopic.compacted(topic.records(ghost)).isEmpty());
        assertThat(topic.records(ghost)).isNotEmpty();
    }

    @Test
    void an_instance_that_only_the_topic_has_is_told_and_left_alone() {
        String orphan = Api.freshName("orphan");
        Head head = Head.of(orphan, "0000000000001-a", 7, Head.State.CURRENT, new ImageDigest(), null);
        spoilt.write(orphan, orphan + "/head", SignedHead.write(head, keys));
        newTenure();
        await().untilAsserted(() -> assertThat(log.lines())
                .anySatisfy(line ->
                        assertThat(line).contains(orphan, "is at revision 7", "the tables have no such instance")));
        // The audit goes on, and has nothing to do with it.
        spoilt.write(id(instance), headKey(), GARBAGE);
        awaitWhole(2);
        assertThat(topic.records(orphan)).hasSize(1);
    }

    @Test
    void writes_in_flight_are_no_difference() {
        for (int i = 0; i < 40; i++) {
            api.post(rule + "/authorizations", Api.authorization("/" + i)).statusCode(201);
        }
        awaitWhole(42);
        String other = api.newInstance();
        await().until(() -> database.outboxSize() == 0);
        spoilt.write(id(other), id(other) + "/gadget/1", GARBAGE);
        await().until(() -> log.lines().stream().anyMatch(line -> line.contains(id(other))));
        assertThat(log.lines()).noneMatch(line -> line.contains(id(instance)));
    }

    @Test
    void a_node_that_does_not_hold_the_newest_head_has_it_published_again() {
        await().until(() -> {
            requests.request(id(instance), "node-1 reports DIGEST_MISMATCH");
            return heads() > 2;
        });
        assertThat(awaitWhole(2).image().rules()).containsOnlyKeys(id(rule));
    }

    @Test
    void a_node_that_is_ahead_of_the_tables_makes_a_new_epoch_begin() {
        String epoch = head().epoch();
        await().until(() -> {
            requests.request(id(instance), "node-1 is ahead", epoch, 99, "other");
            return !head().epoch().equals(epoch);
        });
        assertThat(awaitWhole(2).image().head().epoch()).isGreaterThan(epoch);
    }

    @Test
    void a_node_that_holds_something_else_of_the_newest_revision_makes_a_new_epoch_begin() {
        String epoch = head().epoch();
        await().until(() -> {
            requests.request(id(instance), "node-1 differs", epoch, 2, "other");
            return !head().epoch().equals(epoch);
        });
        assertThat(awaitWhole(2).image().head().epoch()).isGreaterThan(epoch);
    }

    @Test
    void an_epoch_that_cannot_be_is_not_followed() {
        requests.request(id(instance), "node-1 is far ahead", "9999999999999-z", 99, "other");
        assertThat(log.lines())
                .anySatisfy(line -> assertThat(line).contains(id(instance), "9999999999999-z", "cannot be"));
    }

    @Test
    void an_instance_is_published_once_more_on_request() {
        api.post(instance + ":republish")
                .statusCode(200)
                .header("Portcullis-Revision", "2")
                .body("revision", equalTo(2))
                .body("epoch", equalTo(head().epoch()))
                .body("newEpoch", equalTo(false))
                .body("records", equalTo(2));
        await().until(() -> heads() > 2);
        assertThat(awaitWhole(2).image().rules()).containsOnlyKeys(id(rule));
        api.post("/instances/in-none:republish").statusCode(404);
    }

    @Test
    void what_an_earlier_version_published_otherwise_is_published_in_a_new_epoch() {
        String epoch = head().epoch();
        database.execute("UPDATE instance SET digest_state = decode(repeat('00', 2052), 'hex') WHERE id = '"
                + id(instance) + "'");
        api.post(instance + ":republish").statusCode(200).body("newEpoch", equalTo(true));
        await().until(() -> head().epoch().compareTo(epoch) > 0);
        awaitWhole(2);
    }

    private void restore(String digestState) {
        await().until(() -> database.outboxSize() == 0);
        String of = " WHERE instance_id = '" + id(instance) + "'";
        database.execute("DELETE FROM rule_authorization" + of);
        database.execute("DELETE FROM published_record" + of + " AND record_key LIKE '%/authorization/%'");
        database.execute("DELETE FROM revision" + of + " AND number > 2");
        database.execute("UPDATE instance SET revision = 2, digest_state = decode('" + digestState
                + "', 'hex') WHERE id = '" + id(instance) + "'");
    }

    private String digestState() {
        return database.column("SELECT encode(digest_state, 'hex') FROM instance WHERE id = '" + id(instance) + "'")
                .getFirst();
    }

    /** As when the database was away, or another replica takes over. */
    private void newTenure() {
        database.column("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                + "WHERE application_name = 'portcullis-relay'");
    }

    /** Waits until what compaction leaves is what the newest head describes, and that is the revision. */
    private TopicReplay awaitWhole(long revision) {
        return await().ignoreExceptions().until(() -> replay(revision), replay -> replay != null);
    }

    private TopicReplay replay(long revision) {
        try {
            TopicReplay replay = TopicReplay.of(id(instance), SpoiltTopic.compacted(records()));
            Head head = replay.image().head();
            return head != null && head.revision() == revision ? replay : null;
        } catch (AssertionError e) {
            return null;
        }
    }

    private Head head() {
        return TopicReplay.head(records().stream()
                .filter(entry -> entry.isHeadOf(id(instance)))
                .toList()
                .getLast());
    }

    private long heads() {
        return records().stream().filter(entry -> entry.isHeadOf(id(instance))).count();
    }

    private byte[] newest(String key) {
        return records().stream()
                .filter(entry -> entry.key().equals(key))
                .toList()
                .getLast()
                .value();
    }

    private List<ConfigTopic.Entry> records() {
        return topic.records(id(instance));
    }

    private String headKey() {
        return id(instance) + "/head";
    }

    private double repairs(RepairReason reason) {
        return meters.counter("portcullis.config.repairs", "reason", reason.name())
                .count();
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
