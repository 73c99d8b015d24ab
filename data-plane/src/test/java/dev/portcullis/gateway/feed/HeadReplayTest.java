package dev.portcullis.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.InstanceItem;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a node makes of the records of the config topic, in the orders in which they can stand there. */
class HeadReplayTest {
    private final Recorder told = new Recorder();
    private final HeadReplay replay = new HeadReplay("demo", told);

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

        replay.record("demo/route/rt-1", null);
        head("e1", 2);

        assertThat(told.last()).isEqualTo("current 2 [rt-2=b]");
    }

    @Test
    void what_is_published_once_more_changes_nothing_and_takes_no_node_back() {
        replay.caughtUp();
        route("rt-1", "one");
        head("e1", 1);
        route("rt-1", "two");
        head("e1", 2);

        route("rt-1", "one");
        head("e1", 1);
        route("rt-1", "two");
        head("e1", 2);
        assertThat(told.events).hasSize(3).last().isEqualTo("current 2 [rt-1=two]");
        route("rt-2", "new");
        head("e1", 3);

        assertThat(told.last()).isEqualTo("current 3 [rt-1=two, rt-2=new]");
    }

    @Test
    void reading_the_topic_once_more_takes_no_node_back_and_tells_what_is_new() {
        HeadReplay again = new HeadReplay("demo", new Head("demo", "e1", 5, null), told);
        route(again, "rt-1", "five");
        head(again, "e1", 5);
        again.caughtUp();
        assertThat(told.events).isEmpty();

        route(again, "rt-2", "six");
        head(again, "e1", 6);

        assertThat(told.events).containsExactly("current 6 [rt-1=five, rt-2=six]");
    }

    @Test
    void a_topic_that_was_lost_leaves_in_force_what_is_and_a_deleted_instance_does_not() {
        Head held = new Head("demo", "e1", 5, null);
        HeadReplay lost = new HeadReplay("demo", held, told);
        lost.caughtUp();
        assertThat(told.last()).startsWith("unreadable");
        assertThat(lost.head()).isEqualTo(held);

        HeadReplay deleted = new HeadReplay("demo", held, told);
        deleted.record("demo/head", null);
        deleted.caughtUp();
        assertThat(told.last()).startsWith("absent");
    }

    @Test
    void a_new_epoch_counts_from_its_own_beginning() {
        replay.caughtUp();
        route("rt-1", "old");
        head("e1", 7);

        replay.record("demo/route/rt-1", null);
        route("rt-9", "new");
        head("e2", 1);

        assertThat(told.last()).isEqualTo("current 1 [rt-9=new]");
    }

    @Test
    void without_a_head_there_is_no_configuration() {
        route("rt-1", "a");

        replay.caughtUp();

        assertThat(told.events).containsExactly("absent");
    }

    @Test
    void a_head_that_goes_takes_the_configuration_with_it() {
        route("rt-1", "a");
        head("e1", 1);
        replay.caughtUp();

        replay.record("demo/route/rt-1", null);
        replay.record("demo/head", null);
        assertThat(told.last()).isEqualTo("absent");
        head("e2", 1);

        assertThat(told.last()).isEqualTo("current 1 []");
    }

    @Test
    void a_record_of_an_unknown_kind_is_reported_and_applies_nothing_until_it_is_gone() {
        route("rt-1", "a");
        head("e1", 1);
        replay.caughtUp();

        replay.record("demo/quota/q-1", bytes("{\"kind\":\"QUOTA\"}"));
        route("rt-2", "b");
        head("e1", 2);
        assertThat(told.last()).startsWith("unreadable 2 demo/quota/q-1:");
        replay.record("demo/quota/q-1", null);
        head("e1", 3);

        assertThat(told.last()).isEqualTo("current 3 [rt-1=a, rt-2=b]");
    }

    @Test
    void a_field_that_is_not_known_is_reported_and_mended_by_a_record_without_it() {
        head("e1", 1);
        replay.caughtUp();
        String known =
                new String(WireJson.write(new InstanceItem("demo", RequestPolicy.STRICT)), StandardCharsets.UTF_8);

        replay.record("demo/instance", bytes(known.replaceFirst("\\{", "{\"ipAllowList\":[],")));
        head("e1", 2);
        assertThat(told.last()).startsWith("unreadable 2 demo/instance:").doesNotContain("ipAllowList\":[]");
        replay.record("demo/instance", bytes(known));
        head("e1", 3);

        assertThat(told.last()).isEqualTo("current 3 []");
    }

    @Test
    void an_item_under_the_key_of_another_is_refused() {
        head("e1", 1);
        replay.caughtUp();

        replay.record("demo/route/rt-2", WireJson.write(routeItem("rt-1", "a")));
        head("e1", 2);

        assertThat(told.last()).startsWith("unreadable 2 demo/route/rt-2:");
    }

    @Test
    void records_of_other_instances_are_none_of_ours() {
        replay.record("demo2/head", WireJson.write(new Head("demo2", "e", 4, null)));
        replay.record("other/quota/1", bytes("{}"));

        replay.caughtUp();

        assertThat(told.events).containsExactly("absent");
    }

    private void route(String id, String name) {
        route(replay, id, name);
    }

    private static void route(HeadReplay replay, String id, String name) {
        RouteItem item = routeItem(id, name);
        replay.record(item.itemKey().text(), WireJson.write(item));
    }

    private static RouteItem routeItem(String id, String name) {
        return new RouteItem(
                "demo", id, name, List.of("*"), List.of(), null, new RouteItem.Upstream(List.of(), false, false));
    }

    private void head(String epoch, long revision) {
        head(replay, epoch, revision);
    }

    private static void head(HeadReplay replay, String epoch, long revision) {
        replay.record(new ItemKey.OfHead("demo").text(), WireJson.write(new Head("demo", epoch, revision, null)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Recorder implements FeedListener {
        private final List<String> events = new ArrayList<>();

        String last() {
            return events.getLast();
        }

        @Override
        public void current(ConfigImage image) {
            Head head = image.head();
            events.add("current " + (head == null ? 0 : head.revision()) + " "
                    + image.routes().values().stream()
                            .map(route -> route.routeId() + "=" + route.name())
                            .toList());
        }

        @Override
        public void absent() {
            events.add("absent");
        }

        @Override
        public void unreadable(@Nullable Head head, String reason) {
            events.add("unreadable " + (head == null ? "head" : head.revision()) + " " + reason);
        }
    }
}
