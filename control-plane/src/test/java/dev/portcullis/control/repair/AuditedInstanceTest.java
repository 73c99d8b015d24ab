package dev.portcullis.control.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuditedInstanceTest {
    private static final SigningKeys KEYS = SigningKeys.parse(SigningKeys.generate("test"));
    private static final SigningKeys OTHERS = SigningKeys.parse(SigningKeys.generate("test"));

    private final AuditedInstance topic = new AuditedInstance("i", new TopicPartition("t", 3));
    private final Map<String, String> ours = new TreeMap<>();
    private long offset = 10;

    @Test
    void what_was_published_is_what_the_tables_say() {
        publish(1, "i/rule/a");
        publish(2, "i/rule/b");
        assertThat(topic.isConsistent()).isTrue();
        assertThat(topic.differenceTo(stored("e", 2))).isNull();
        assertThat(reason("e", 3)).isEqualTo(RepairReason.HEAD_BEHIND);
        assertThat(reason("e", 1)).isEqualTo(RepairReason.HEAD_AHEAD);
        assertThat(reason("d", 9)).isEqualTo(RepairReason.HEAD_AHEAD);
    }

    @Test
    void an_empty_topic_lacks_the_head() {
        assertThat(topic.isConsistent()).isFalse();
        assertThat(reason("e", 1)).isEqualTo(RepairReason.HEAD_MISSING);
    }

    @Test
    void a_record_that_is_gone_or_is_not_ours_is_found_and_named() {
        publish(1, "i/rule/a");
        topic.record("i/rule/a", null, offset++);
        topic.record("i/gadget/x", bytes("?"), 42);
        assertThat(reason("e", 1)).isEqualTo(RepairReason.RECORDS_DIFFER);
        assertThat(topic.places(Map.of("i/rule/a", new byte[32])))
                .isEqualTo("i/gadget/x at offset 42 is not ours, i/rule/a is missing");
    }

    @Test
    void a_head_that_does_not_count_is_found_until_the_instance_is_published_as_a_whole() {
        publish(1, "i/rule/a");
        topic.head(SignedHead.write(head("e", 7), OTHERS), 42, KEYS.trusted());
        assertThat(topic.differenceTo(stored("e", 1)))
                .isEqualTo(new Finding(
                        RepairReason.HEAD_UNTRUSTED,
                        "i: a head that does not count: BAD_SIGNATURE at offset 42, in t-3"));
        publish(2, "i/rule/b");
        assertThat(reason("e", 2)).isEqualTo(RepairReason.HEAD_UNTRUSTED);
        ours.forEach((key, value) -> topic.record(key, bytes(value), offset++));
        writeHead("e", 2);
        assertThat(topic.differenceTo(stored("e", 2))).isNull();
    }

    @Test
    void an_old_head_behind_a_newer_one_is_a_replay_and_the_same_once_more_is_not() {
        publish(1, "i/rule/a");
        byte[] old = SignedHead.write(head("e", 1), KEYS);
        publish(2, "i/rule/b");
        writeHead("e", 2);
        assertThat(topic.differenceTo(stored("e", 2))).isNull();
        topic.head(old, offset++, KEYS.trusted());
        assertThat(reason("e", 2)).isEqualTo(RepairReason.HEAD_REPLAYED);
    }

    @Test
    void of_an_instance_that_does_not_exist_only_a_signed_end_may_be_left_and_a_signed_head_is_left_alone() {
        assertThat(topic.remains()).isNull();
        publish(1, "i/rule/a");
        assertThat(topic.isOrphan()).isTrue();
        assertThat(topic.remains()).isNull();
        topic.record("i/rule/a", null, offset++);
        end(2);
        assertThat(topic.isOrphan()).isFalse();
        assertThat(topic.remains()).isNull();
        topic.record("i/rule/a", bytes("?"), offset++);
        assertThat(topic.remains()).extracting(Finding::reason).isEqualTo(RepairReason.UNKNOWN_INSTANCE);
    }

    @Test
    void a_replayed_head_of_an_instance_that_ended_does_not_bring_it_back() {
        publish(1, "i/rule/a");
        byte[] old = SignedHead.write(head("e", 1), KEYS);
        topic.record("i/rule/a", null, offset++);
        end(2);
        topic.head(old, offset++, KEYS.trusted());
        assertThat(topic.isOrphan()).isFalse();
        assertThat(topic.remains()).extracting(Finding::reason).isEqualTo(RepairReason.UNKNOWN_INSTANCE);
    }

    private void publish(long revision, String key) {
        ours.put(key, "of " + revision);
        topic.record(key, bytes("of " + revision), offset++);
        writeHead("e", revision);
    }

    private void writeHead(String epoch, long revision) {
        topic.head(SignedHead.write(head(epoch, revision), KEYS), offset++, KEYS.trusted());
    }

    private void end(long revision) {
        Head end = Head.of("i", "e", revision, Head.State.DELETED, new ImageDigest(), null);
        topic.head(SignedHead.write(end, KEYS), offset++, KEYS.trusted());
    }

    private Head head(String epoch, long revision) {
        ImageDigest digest = new ImageDigest();
        ours.forEach((key, value) -> digest.add(ImageDigest.recordHash(key, bytes(value))));
        return Head.of("i", epoch, revision, Head.State.CURRENT, digest, null);
    }

    private StoredHead stored(String epoch, long revision) {
        return new StoredHead("i", epoch, revision, head(epoch, revision).digest());
    }

    private @Nullable RepairReason reason(String epoch, long revision) {
        Finding finding = topic.differenceTo(stored(epoch, revision));
        return finding == null ? null : finding.reason();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
