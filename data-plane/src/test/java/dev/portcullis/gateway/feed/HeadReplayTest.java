package dev.portcullis.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.SignedRecords;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.InstanceItem;
import dev.portcullis.model.Rejection;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.WireJson;
import dev.portcullis.signature.SigningKeys;
import dev.portcullis.snapshot.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a node makes of the records of the config topic, in the orders in which they can stand there. */
class HeadReplayTest {
    private static final TopicPartition PARTITION = new TopicPartition("config", 0);

    private final Recorder told = new Recorder();
    private final SignedRecords records = new SignedRecords("demo");
    private HeadReplay replay = new HeadReplay("demo", SignedRecords.KEYS.trusted(), told, true);
    private long offset;

    @Test
    void while_catching_up_only_the_last_head_applies() {
        route("rt-1", "first");
        head("e1", 1);
        route("rt-1", "second");
        head("e1", 2);
        assertThat(told.events).isEmpty();

        replay.caughtUp();

        assertThat(told.events).containsExactly("current 2 [rt-1=second]");
    }

    @Test
    void records_behind_the_last_head_wait_for_theirs() {
        route("rt-1", "first");
        head("e1", 1);
        route("rt-1", "second");
        replay.caughtUp();
        assertThat(told.events).containsExactly("current 1 [rt-1=first]");

        head("e1", 2);

        assertThat(told.last()).isEqualTo("current 2 [rt-1=second]");
    }

    @Test
    void a_change_of_several_records_applies_at_once() {
        head("e1", 1);
        replay.caughtUp();

        route("rt-1", "a");
        route("rt-2", "b");
        assertThat(told.events).containsExactly("current 1 []");
        head("e1", 2);

        assertThat(told.last()).isEqualTo("current 2 [rt-1=a, rt-2=b]");
    }

    @Test
    void a_tombstone_removes_its_item() {
        route("rt-1", "a");
        route("rt-2", "b");
        head("e1", 1);
        replay.caughtUp();

        take(records.remove("demo/route/rt-1"));
        head("e1", 2);

        assertThat(told.last()).isEqualTo("current 2 [rt-2=b]");
    }

    @Test
    void what_is_published_once_more_changes_nothing_and_takes_no_node_back() {
        replay.caughtUp();
        List<SignedRecords.Entry> log = new ArrayList<>();
        log.add(records.put(routeItem("rt-1", "one")));
        log.add(records.head("e1", 1));
        log.add(records.put(routeItem("rt-1", "two")));
        log.add(records.head("e1", 2));
        log.forEach(this::take);

        log.forEach(this::take);
        assertThat(told.events)
                .containsExactly("absent", "current 1 [rt-1=one]", "current 2 [rt-1=two]", "ignored HEAD_OLDER at 5");
        route("rt-2", "new");
        head("e1", 3);

        assertThat(told.last()).isEqualTo("current 3 [rt-1=two, rt-2=new]");
    }

    @Test
    void reading_the_topic_once_more_takes_no_node_back_and_tells_what_is_new() {
        route("rt-1", "five");
        SignedRecords.Entry five = records.head("e1", 5);
        take(five);
        replay.caughtUp();
        assertThat(told.events).hasSize(1);

        replay = new HeadReplay(replay);
        take(records.put(routeItem("rt-1", "five")));
        take(five);
        replay.caughtUp();
        assertThat(told.events).hasSize(1);
        route("rt-2", "six");
        head("e1", 6);

        assertThat(told.last()).isEqualTo("current 6 [rt-1=five, rt-2=six]");
    }

    @Test
    void a_topic_that_was_lost_leaves_in_force_what_is_and_says_so_until_it_is_there_again() {
        route("rt-1", "a");
        SignedRecords.Entry head = records.head("e1", 5);
        take(head);
        replay.caughtUp();

        replay = new HeadReplay(replay);
        replay.caughtUp();
        assertThat(told.last()).startsWith("rejected HEAD_MISSING 5");
        take(records.put(routeItem("rt-1", "a")));
        take(head);

        assertThat(told.last()).isEqualTo("current 5 [rt-1=a]");
    }

    @Test
    void a_head_behind_a_lost_log_is_not_the_whole_configuration() {
        route("rt-1", "a");
        head("e1", 5);
        replay.caughtUp();

        replay = new HeadReplay(replay);
        replay.caughtUp();
        route("rt-2", "b");
        head("e1", 6);

        assertThat(told.last()).startsWith("rejected DIGEST_MISMATCH 6").contains("2 records", "the topic has 1");
        assertThat(replay.isTorn()).isTrue();
    }

    @Test
    void a_log_of_which_records_have_gone_is_no_configuration_of_a_node_that_starts() {
        records.put(routeItem("rt-1", "a"));
        route("rt-2", "b");
        head("e1", 2);

        replay.caughtUp();

        assertThat(told.last()).startsWith("rejected DIGEST_MISMATCH 2");
        assertThat(told.events).noneMatch(event -> event.startsWith("current"));
    }

    @Test
    void a_log_that_was_restored_to_an_earlier_state_takes_no_node_back() {
        route("rt-1", "a");
        SignedRecords.Entry old = records.head("e1", 1);
        take(old);
        take(records.put(routeItem("rt-1", "b")));
        head("e1", 2);
        replay.caughtUp();

        replay = new HeadReplay(replay);
        take(new SignedRecords("demo").put(routeItem("rt-1", "a")));
        take(old);
        replay.caughtUp();

        assertThat(told.last()).startsWith("rejected HEAD_OLDER 1");
        assertThat(replay.held()).extracting(Head::revision).isEqualTo(2L);
    }

    @Test
    void a_new_epoch_counts_from_its_own_beginning_and_an_earlier_one_does_not_come_back() {
        replay.caughtUp();
        route("rt-1", "old");
        SignedRecords.Entry old = records.head("e1", 7);
        take(old);

        take(records.remove("demo/route/rt-1"));
        route("rt-9", "new");
        head("e2", 1);
        assertThat(told.last()).isEqualTo("current 1 [rt-9=new]");
        take(old);

        assertThat(told.last()).startsWith("ignored HEAD_OLDER");
    }

    @Test
    void without_a_head_there_is_no_configuration() {
        route("rt-1", "a");

        replay.caughtUp();

        assertThat(told.events).containsExactly("absent");
    }

    @Test
    void a_signed_end_takes_the_configuration_with_it_and_a_tombstone_does_not() {
        route("rt-1", "a");
        head("e1", 1);
        replay.caughtUp();

        take(new SignedRecords.Entry("demo/head", null));
        assertThat(told.last()).startsWith("ignored HEAD_TOMBSTONE");
        take(records.remove("demo/route/rt-1"));
        take(records.end("e1", 2));
        assertThat(told.last()).isEqualTo("absent");
        head("e2", 1);

        assertThat(told.last()).isEqualTo("current 1 []");
    }

    @Test
    void a_head_that_nobody_trusted_has_signed_is_passed_over_with_its_offset() {
        route("rt-1", "a");
        head("e1", 1);
        replay.caughtUp();
        Head huge = records.unsigned("e1", Long.MAX_VALUE);
        SignedRecords.Entry other = new SignedRecords("other").head("e1", 9);

        take(new SignedRecords.Entry("demo/head", WireJson.write(huge)));
        take(records.entry(huge, SigningKeys.parse(SigningKeys.generate("stranger"))));
        take(records.entry(huge, SigningKeys.parse(SigningKeys.generate("test"))));
        take(new SignedRecords.Entry("demo/head", other.value()));

        assertThat(told.events)
                .containsExactly(
                        "current 1 [rt-1=a]",
                        "ignored NOT_SIGNED at 2",
                        "ignored UNKNOWN_KEY at 3",
                        "ignored BAD_SIGNATURE at 4",
                        "ignored OTHER_INSTANCE at 5");
    }

    @Test
    void a_forged_record_before_a_true_head_is_noticed_and_mended_by_its_removal() {
        route("rt-1", "a");
        head("e1", 1);
        replay.caughtUp();

        take(new SignedRecords.Entry("demo/route/rt-1", null));
        route("rt-2", "b");
        SignedRecords.Entry head = records.head("e1", 2);
        take(head);
        assertThat(told.last()).startsWith("rejected DIGEST_MISMATCH 2");
        take(records.put(routeItem("rt-1", "a")));
        take(head);

        assertThat(told.last()).isEqualTo("current 2 [rt-1=a, rt-2=b]");
        assertThat(replay.isTorn()).isFalse();
    }

    @Test
    void a_forged_record_before_a_copied_head_changes_nothing() {
        route("rt-1", "a");
        SignedRecords.Entry head = records.head("e1", 1);
        take(head);
        replay.caughtUp();

        take(new SignedRecords.Entry("demo/route/rt-1", null));
        take(head);
        assertThat(told.last()).isEqualTo("ignored HEAD_REPEATED at 3");
        route("rt-2", "b");
        head("e1", 2);

        assertThat(told.last()).isEqualTo("current 2 [rt-1=a, rt-2=b]");
    }

    @Test
    void a_record_of_an_unknown_kind_is_reported_and_applies_nothing_until_it_is_gone() {
        route("rt-1", "a");
        head("e1", 1);
        replay.caughtUp();

        take(records.put("demo/quota/q-1", bytes("{\"kind\":\"QUOTA\"}")));
        route("rt-2", "b");
        head("e1", 2);
        assertThat(told.last()).startsWith("rejected UNREADABLE 2 demo/quota/q-1:");
        take(records.remove("demo/quota/q-1"));
        head("e1", 3);

        assertThat(told.last()).isEqualTo("current 3 [rt-1=a, rt-2=b]");
    }

    @Test
    void a_field_that_is_not_known_is_reported_and_mended_by_a_record_without_it() {
        head("e1", 1);
        replay.caughtUp();
        String known =
                new String(WireJson.write(new InstanceItem("demo", RequestPolicy.STRICT)), StandardCharsets.UTF_8);

        take(records.put("demo/instance", bytes(known.replaceFirst("\\{", "{\"ipAllowList\":[],"))));
        head("e1", 2);
        assertThat(told.last())
                .startsWith("rejected UNREADABLE 2 demo/instance:")
                .doesNotContain("ipAllowList\":[]");
        take(records.put("demo/instance", bytes(known)));
        head("e1", 3);

        assertThat(told.last()).isEqualTo("current 3 []");
    }

    @Test
    void a_head_of_a_newer_format_is_reported_and_one_with_more_members_is_not() {
        head("e1", 1);
        replay.caughtUp();
        Head head = records.unsigned("e1", 2);
        String more = new String(WireJson.write(head), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"note\":1,");

        take(new SignedRecords.Entry(
                "demo/head",
                SignedRecords.KEYS.sign("portcullis-head+json", bytes(more.replace("\"format\":1", "\"format\":2")))));
        assertThat(told.last()).isEqualTo("rejected UNREADABLE head demo/head: Head: format 2 (expected: 1-1)");
        take(new SignedRecords.Entry("demo/head", SignedRecords.KEYS.sign("portcullis-head+json", bytes(more))));

        assertThat(told.last()).isEqualTo("current 2 []");
    }

    @Test
    void an_item_under_the_key_of_another_is_refused() {
        head("e1", 1);
        replay.caughtUp();

        take(records.put("demo/route/rt-2", WireJson.write(routeItem("rt-1", "a"))));
        head("e1", 2);

        assertThat(told.last()).startsWith("rejected UNREADABLE 2 demo/route/rt-2:");
    }

    @Test
    void records_of_other_instances_are_passed_over() {
        SignedRecords.Entry other = new SignedRecords("demo2").head("e", 4);
        take(other);
        take(new SignedRecords.Entry("other/quota/1", bytes("{}")));

        replay.caughtUp();

        assertThat(told.events).containsExactly("absent");
    }

    private void route(String id, String name) {
        take(records.put(routeItem(id, name)));
    }

    private void head(String epoch, long revision) {
        take(records.head(epoch, revision));
    }

    private void take(SignedRecords.Entry entry) {
        replay.record(entry.key(), entry.value(), PARTITION, offset++);
    }

    @Test
    void what_was_read_from_disk_is_in_force_until_the_topic_has_something_newer() {
        route("rt-1", "a");
        Snapshot kept = snapshot("e1", 1);
        replay.snapshot(kept, Origin.DISK);
        assertThat(told.last()).isEqualTo("current 1 [rt-1=a] from DISK");
        assertThat(replay.origin()).isEqualTo(Origin.DISK);

        replay = new HeadReplay(replay);
        route("rt-1", "a");
        head("e1", 1);
        route("rt-2", "b");
        head("e1", 2);
        replay.caughtUp();

        assertThat(told.last()).isEqualTo("current 2 [rt-1=a, rt-2=b]");
        assertThat(replay.origin()).isEqualTo(Origin.TOPIC);
    }

    @Test
    void what_was_read_from_disk_is_confirmed_by_a_snapshot_and_that_by_the_topic() {
        route("rt-1", "a");
        Snapshot kept = snapshot("e1", 1);
        replay.snapshot(kept, Origin.DISK);
        replay.snapshot(kept, Origin.SNAPSHOT);
        assertThat(told.last()).isEqualTo("current 1 [rt-1=a] from SNAPSHOT");
        replay.snapshot(kept, Origin.SNAPSHOT);
        assertThat(told.events).hasSize(2);

        replay = new HeadReplay(replay);
        route("rt-1", "a");
        head("e1", 1);
        replay.caughtUp();

        assertThat(told.last()).isEqualTo("current 1 [rt-1=a]");
        assertThat(replay.isConfirmed()).isTrue();
    }

    @Test
    void a_snapshot_takes_no_node_back() {
        route("rt-1", "a");
        Snapshot old = snapshot("e1", 1);
        head("e1", 1);
        route("rt-1", "b");
        head("e1", 2);
        replay.caughtUp();

        replay.snapshot(old, Origin.SNAPSHOT);
        replay.snapshot(old, Origin.DISK);

        assertThat(told.events).containsExactly("current 2 [rt-1=b]");
    }

    @Test
    void a_topic_older_than_the_disk_takes_no_node_back_and_says_so() {
        route("rt-1", "a");
        head("e1", 1);
        records.put(routeItem("rt-1", "b"));
        replay.snapshot(snapshot("e1", 2), Origin.DISK);

        replay.caughtUp();

        assertThat(told.events).first().isEqualTo("current 2 [rt-1=b] from DISK");
        assertThat(told.last()).startsWith("rejected HEAD_OLDER 1");
    }

    @Test
    void a_topic_that_is_behind_the_snapshot_is_followed_until_it_has_come_there() {
        route("rt-1", "a");
        head("e1", 1);
        SignedRecords ahead = new SignedRecords("demo");
        ahead.put(routeItem("rt-1", "c"));
        replay.snapshot(snapshot(ahead, "e1", 3), Origin.SNAPSHOT);
        replay.caughtUp();
        route("rt-1", "b");
        head("e1", 2);
        assertThat(told.events).containsExactly("current 3 [rt-1=c] from SNAPSHOT");
        assertThat(replay.isConfirmed()).isFalse();

        route("rt-1", "c");
        head("e1", 3);
        assertThat(told.last()).isEqualTo("current 3 [rt-1=c]");
        route("rt-1", "d");
        head("e1", 4);

        assertThat(told.last()).isEqualTo("current 4 [rt-1=d]");
        assertThat(told.events).hasSize(3);
    }

    @Test
    void a_topic_that_stays_torn_is_no_obstacle_to_a_newer_snapshot() {
        route("rt-1", "a");
        head("e1", 1);
        replay.caughtUp();
        records.put(routeItem("rt-2", "lost"));
        head("e1", 2);
        assertThat(told.last()).startsWith("rejected DIGEST_MISMATCH 2");

        replay.snapshot(snapshot("e1", 2), Origin.SNAPSHOT);

        assertThat(told.last()).isEqualTo("current 2 [rt-1=a, rt-2=lost] from SNAPSHOT");
    }

    @Test
    void what_the_topic_made_current_is_kept_byte_for_byte_and_a_deleted_instance_is_forgotten() {
        Keeper keeper = new Keeper();
        route("rt-1", "a");
        replay.offer(keeper, 7);
        head("e1", 1);
        replay.offer(keeper, 7);
        assertThat(keeper.kept).as("not caught up").isEmpty();
        replay.caughtUp();
        route("rt-1", "pending");

        replay.offer(keeper, 7);

        assertThat(keeper.kept).singleElement().satisfies(kept -> {
            assertThat(kept.takenAtMillis()).isEqualTo(7);
            assertThat(kept.head().revision()).isEqualTo(1);
            assertThat(kept.records())
                    .containsOnly(Map.entry("demo/route/rt-1", WireJson.write(routeItem("rt-1", "a"))));
        });
        take(records.end("e1", 2));
        replay.offer(keeper, 7);
        assertThat(keeper.kept).isEmpty();
    }

    @Test
    void what_does_not_apply_is_not_kept() {
        Keeper keeper = new Keeper();
        records.put(routeItem("rt-1", "lost"));
        head("e1", 1);
        replay.caughtUp();

        replay.offer(keeper, 7);

        assertThat(told.last()).startsWith("rejected DIGEST_MISMATCH");
        assertThat(keeper.kept).isEmpty();
    }

    @Test
    void what_does_not_compile_is_not_kept_either_and_what_is_in_force_is_still_from_where_it_was() {
        Keeper keeper = new Keeper();
        route("rt-1", "a");
        replay.snapshot(snapshot("e1", 1), Origin.DISK);
        told.compiles = false;
        head("e1", 2);

        replay.caughtUp();
        replay.offer(keeper, 7);

        assertThat(told.last()).isEqualTo("current 2 [rt-1=a]");
        assertThat(replay.origin()).isEqualTo(Origin.DISK);
        assertThat(replay.isConfirmed()).isFalse();
        assertThat(keeper.kept).isEmpty();
    }

    private Snapshot snapshot(String epoch, long revision) {
        return snapshot(records, epoch, revision);
    }

    private static Snapshot snapshot(SignedRecords records, String epoch, long revision) {
        return records.snapshot(epoch, revision, 1);
    }

    /** Keeps everything. */
    private static final class Keeper implements ImageKeeper {
        private final List<Snapshot> kept = new ArrayList<>();

        @Override
        public boolean isDue(Head head) {
            return true;
        }

        @Override
        public void keep(Snapshot snapshot) {
            kept.add(snapshot);
        }

        @Override
        public void forget() {
            kept.clear();
        }

        @Override
        public void closing() {}
    }

    private static RouteItem routeItem(String id, String name) {
        return new RouteItem(
                "demo", id, name, List.of("*"), List.of(), null, new RouteItem.Upstream(List.of(), false, false));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Recorder implements FeedListener {
        private final List<String> events = new ArrayList<>();
        private boolean compiles = true;

        String last() {
            return events.getLast();
        }

        @Override
        public boolean current(ConfigImage image, Origin origin) {
            Head head = image.head();
            events.add("current " + (head == null ? 0 : head.revision()) + " "
                    + image.routes().values().stream()
                            .map(route -> route.routeId() + "=" + route.name())
                            .toList()
                    + (origin == Origin.TOPIC ? "" : " from " + origin));
            return compiles;
        }

        @Override
        public void absent() {
            events.add("absent");
        }

        @Override
        public void rejected(@Nullable Head head, Rejection rejection, String reason) {
            events.add("rejected " + rejection + " " + (head == null ? "head" : head.revision()) + " " + reason);
        }

        @Override
        public void ignored(IgnoredRecord ignored) {
            events.add("ignored " + ignored.reason() + " at " + ignored.offset());
        }
    }
}
