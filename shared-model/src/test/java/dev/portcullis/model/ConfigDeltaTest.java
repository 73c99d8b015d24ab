package dev.portcullis.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An image and a delta make the next image, whatever way the records came. */
class ConfigDeltaTest {
    private record Change(ItemKey key, @Nullable ConfigItem item) {}

    private static Change put(ConfigItem item) {
        return new Change(item.itemKey(), item);
    }

    private static Change remove(ConfigItem item) {
        return new Change(item.itemKey(), null);
    }

    private static ConfigImage apply(ConfigImage image, long revision, List<Change> changes) {
        ConfigDelta delta = new ConfigDelta(image);
        changes.forEach(change -> delta.replay(change.key(), change.item()));
        return delta.apply(Head.withoutDigest("demo", "e", revision));
    }

    @Test
    void an_image_and_a_delta_make_the_next_image() {
        ConfigImage one = apply(
                ConfigImage.EMPTY,
                1,
                List.of(
                        put(Items.instance(false)),
                        put(Items.route("rt-1", "/a")),
                        put(Items.rule("jr-1", "old")),
                        put(Items.condition("jr-1", "az-1", "/x"))));

        ConfigImage two = apply(
                one,
                2,
                List.of(
                        put(Items.instance(true)),
                        remove(Items.route("rt-1", "/a")),
                        put(Items.rule("jr-1", "new")),
                        remove(Items.condition("jr-1", "az-1", "/x")),
                        put(Items.condition("jr-1", "az-2", "/y"))));

        ConfigImage direct = apply(
                ConfigImage.EMPTY,
                2,
                List.of(
                        put(Items.instance(true)),
                        put(Items.rule("jr-1", "new")),
                        put(Items.condition("jr-1", "az-2", "/y"))));
        assertThat(two).isEqualTo(direct);
        assertThat(one.rules().get("jr-1")).isEqualTo(Items.rule("jr-1", "old"));
    }

    @Test
    void what_a_delta_does_not_touch_stays_the_same_object() {
        ConfigImage one = apply(
                ConfigImage.EMPTY,
                1,
                List.of(
                        put(Items.route("rt-1", "/a")),
                        put(Items.rule("jr-1", "a")),
                        put(Items.rule("jr-2", "b")),
                        put(Items.condition("jr-1", "az-1", "/x"))));

        ConfigImage two = apply(one, 2, List.of(put(Items.rule("jr-2", "c"))));

        assertThat(two.routes()).isSameAs(one.routes());
        assertThat(two.rules().get("jr-1")).isSameAs(one.rules().get("jr-1"));
        assertThat(two.authorizationsOf("jr-1")).isSameAs(one.authorizationsOf("jr-1"));
        assertThat(two.authorizationsOf("jr-2")).isSameAs(one.authorizationsOf("jr-2"));
    }

    @Test
    void the_newest_record_of_a_key_counts_and_removing_what_is_not_there_does_nothing() {
        ConfigImage image = apply(
                ConfigImage.EMPTY,
                1,
                List.of(
                        put(Items.rule("jr-1", "a")),
                        remove(Items.rule("jr-1", "a")),
                        put(Items.rule("jr-1", "b")),
                        remove(Items.rule("jr-2", "x")),
                        remove(Items.condition("jr-9", "az-9", "/"))));

        assertThat(image.rules()).isEqualTo(Map.of("jr-1", Items.rule("jr-1", "b")));
        assertThat(image.authorizations()).isEmpty();
    }

    @Test
    void a_record_under_another_key_is_refused() {
        ConfigDelta delta = new ConfigDelta(ConfigImage.EMPTY);

        assertThatThrownBy(() -> delta.replay(new ItemKey.OfRule("demo", "jr-2"), Items.rule("jr-1", "a")))
                .isInstanceOf(UnknownItemException.class);
        assertThatThrownBy(() -> delta.replay(new ItemKey.OfRule("other", "jr-1"), Items.rule("jr-1", "a")))
                .isInstanceOf(UnknownItemException.class);
    }

    @Test
    void any_cut_of_a_history_into_deltas_ends_in_the_same_image() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            List<Change> history = history(random);
            ConfigImage whole = apply(ConfigImage.EMPTY, 9, history);

            ConfigImage stepwise = ConfigImage.EMPTY;
            int at = 0;
            while (at < history.size()) {
                int to = Math.min(history.size(), at + 1 + random.nextInt(5));
                stepwise = apply(stepwise, 9, history.subList(at, to));
                at = to;
            }

            assertThat(stepwise).isEqualTo(whole);
        }
    }

    @Test
    void a_compacted_history_ends_in_the_same_image() {
        Random random = new Random(43);
        for (int round = 0; round < 200; round++) {
            List<Change> history = history(random);
            List<Change> compacted = new ArrayList<>();
            for (int i = 0; i < history.size(); i++) {
                Change change = history.get(i);
                boolean superseded = history.subList(i + 1, history.size()).stream()
                        .anyMatch(later -> later.key().equals(change.key()));
                if (!superseded) {
                    compacted.add(change);
                }
            }

            assertThat(apply(ConfigImage.EMPTY, 9, compacted)).isEqualTo(apply(ConfigImage.EMPTY, 9, history));
        }
    }

    private static List<Change> history(Random random) {
        List<Change> history = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String n = String.valueOf(random.nextInt(4));
            ConfigItem item = switch (random.nextInt(4)) {
                case 0 -> Items.instance(random.nextBoolean());
                case 1 -> Items.route("rt-" + n, "/" + i);
                case 2 -> Items.rule("jr-" + n, "name " + i);
                default -> Items.condition("jr-" + n, "az-" + random.nextInt(3), "/" + i);
            };
            history.add(random.nextInt(3) == 0 ? remove(item) : put(item));
        }
        return history;
    }

    @Test
    void keys_read_back_from_their_text() {
        for (ConfigItem item : WireJsonTest.items().toList()) {
            assertThat(ItemKey.parse(item.itemKey().text())).isEqualTo(item.itemKey());
        }
        assertThat(ItemKey.parse("demo/head")).isEqualTo(new ItemKey.OfHead("demo"));
        for (String text : new String[] {"", "demo", "demo/rule", "demo/rule/", "demo/rule/a/b", "demo/x/y", "/head"}) {
            assertThatThrownBy(() -> ItemKey.parse(text)).isInstanceOf(UnknownItemException.class);
        }
    }
}
