package dev.portcullis.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.SigningKeys;
import dev.portcullis.snapshot.SnapshotReading.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    private static final long LARGE = 1 << 20;
    private final SigningKeys keys = SigningKeys.parse(SigningKeys.generate("one"));
    private final Map<String, byte[]> records = new LinkedHashMap<>();

    SnapshotTest() {
        records.put("demo/instance", bytes("{\"a\":\"ä\"}"));
        records.put("demo/rule/jr-1", new byte[] {0, 10, 13, -1, 34, 92});
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100_000})
    void what_is_written_is_read_byte_for_byte_however_it_is_cut(int pieceBytes) throws IOException {
        byte[] written = written(Head.State.CURRENT, keys);
        SnapshotReader reader = new SnapshotReader("demo", keys.trusted(), LARGE);
        for (int i = 0; i < written.length; i += pieceBytes) {
            byte[] piece = Arrays.copyOfRange(written, i, Math.min(i + pieceBytes, written.length));
            assertThat(reader.accept(piece, piece.length)).isTrue();
        }

        assertThat(reader.finish()).isInstanceOfSatisfying(SnapshotReading.Read.class, read -> {
            assertThat(read.snapshot().takenAtMillis()).isEqualTo(17);
            assertThat(read.snapshot().head().revision()).isEqualTo(3);
            assertThat(SignedHead.read(read.snapshot().signedHead(), keys.trusted()))
                    .isEqualTo(new SignedHead.Reading.Read(read.snapshot().head()));
            assertThat(read.snapshot().records()).containsExactlyEntriesOf(records);
        });
    }

    @Test
    void an_instance_without_records_has_a_snapshot_too() throws IOException {
        records.clear();

        assertThat(read(written(Head.State.CURRENT, keys))).isInstanceOf(SnapshotReading.Read.class);
    }

    @Test
    void a_changed_octet_anywhere_is_refused() throws IOException {
        byte[] written = written(Head.State.CURRENT, keys);
        for (int i = 0; i < written.length; i++) {
            byte[] changed = written.clone();
            changed[i] ^= 1;

            assertThat(read(changed)).as("octet %d", i).isInstanceOf(SnapshotReading.Refused.class);
        }
    }

    @Test
    void a_snapshot_that_ends_early_is_refused_wherever_it_ends() throws IOException {
        byte[] written = written(Head.State.CURRENT, keys);
        for (int length = 0; length < written.length; length++) {
            assertThat(reason(Arrays.copyOf(written, length)))
                    .as("%d octets", length)
                    .isEqualTo(Reason.TRUNCATED);
        }
    }

    @Test
    void whatever_comes_behind_the_end_is_refused() throws IOException {
        byte[] written = written(Head.State.CURRENT, keys);
        assertThat(reason(join(written, bytes("{}\n")))).isEqualTo(Reason.MALFORMED);
        assertThat(reason(join(written, bytes("x")))).isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void a_head_of_an_unknown_key_is_refused() throws IOException {
        SigningKeys others = SigningKeys.parse(SigningKeys.generate("two"));
        assertThat(reason(written(Head.State.CURRENT, others))).isEqualTo(Reason.UNTRUSTED);
    }

    @Test
    void another_instance_and_a_deleted_one_are_refused() throws IOException {
        assertThat(reason(new SnapshotReader("other", keys.trusted(), LARGE), written(Head.State.CURRENT, keys)))
                .isEqualTo(Reason.OTHER_INSTANCE);
        assertThat(reason(written(Head.State.DELETED, keys))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void records_that_the_head_does_not_describe_are_refused_although_the_checksum_is_right() throws IOException {
        Head head = head(Head.State.CURRENT);
        records.put("demo/rule/jr-1", bytes("{}"));
        assertThat(reason(written(head, keys))).isEqualTo(Reason.DIGEST_MISMATCH);

        records.put("demo/rule/jr-2", bytes("{}"));
        assertThat(reason(written(head, keys))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void a_record_under_a_foreign_key_or_that_of_the_head_is_refused() throws IOException {
        for (String key : new String[] {"demos/rule/jr-1", "demo/head"}) {
            records.clear();
            records.put(key, bytes("{}"));
            assertThat(reason(written(Head.State.CURRENT, keys))).as(key).isEqualTo(Reason.OTHER_INSTANCE);
        }
    }

    @Test
    void neither_a_line_nor_the_whole_may_be_larger_than_the_limit() throws IOException {
        byte[] written = written(Head.State.CURRENT, keys);
        assertThat(reason(new SnapshotReader("demo", keys.trusted(), written.length - 1), written))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(new SnapshotReader("demo", keys.trusted(), written.length).read(new ByteArrayInputStream(written)))
                .isInstanceOf(SnapshotReading.Read.class);

        byte[] endless = new byte[2 << 20];
        Arrays.fill(endless, (byte) 'x');
        assertThat(reason(new SnapshotReader("demo", keys.trusted(), Long.MAX_VALUE), endless))
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void the_largest_record_that_a_topic_takes_fits() throws IOException {
        records.put("demo/rule/jr-1", new byte[768 * 1024]);
        byte[] written = written(Head.State.CURRENT, keys);

        assertThat(new SnapshotReader("demo", keys.trusted(), 4 * LARGE).read(new ByteArrayInputStream(written)))
                .isInstanceOf(SnapshotReading.Read.class);
    }

    private byte[] written(Head.State state, SigningKeys signer) throws IOException {
        return written(head(state), signer);
    }

    private byte[] written(Head head, SigningKeys signer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotWriter.write(new Snapshot(17, head, SignedHead.write(head, signer), records), out);
        return out.toByteArray();
    }

    private Head head(Head.State state) {
        ImageDigest digest = new ImageDigest();
        records.forEach((key, value) -> digest.add(ImageDigest.recordHash(key, value)));
        return Head.of("demo", "e1", 3, state, digest, null);
    }

    private SnapshotReading read(byte[] snapshot) throws IOException {
        return new SnapshotReader("demo", keys.trusted(), LARGE).read(new ByteArrayInputStream(snapshot));
    }

    private Reason reason(byte[] snapshot) throws IOException {
        return reason(new SnapshotReader("demo", keys.trusted(), LARGE), snapshot);
    }

    private static Reason reason(SnapshotReader reader, byte[] snapshot) throws IOException {
        SnapshotReading reading = reader.read(new ByteArrayInputStream(snapshot));
        assertThat(reading).isInstanceOf(SnapshotReading.Refused.class);
        return ((SnapshotReading.Refused) reading).reason();
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
