package dev.portcullis.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.feed.SnapshotSource.Answer;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.SignedRecords;
import dev.portcullis.signature.SigningKeys;
import dev.portcullis.snapshot.Snapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration MAX_AGE = Duration.ofDays(7);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SignedRecords records = new SignedRecords(Config.INSTANCE);

    @TempDir
    private Path dir;

    @Test
    void what_is_kept_is_found_by_the_next_node_and_no_other_user_can_read_it() throws IOException {
        records.put(Config.route("http://a"));
        Snapshot snapshot = records.snapshot("e1", 3, NOW.toEpochMilli());
        keep(snapshot);

        assertThat(folder(NOW).read())
                .isInstanceOfSatisfying(
                        Answer.Found.class,
                        found -> assertThat(found.snapshot())
                                .usingRecursiveComparison()
                                .isEqualTo(snapshot));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(path());
        }
    }

    @Test
    void a_file_that_was_changed_anywhere_is_not_used_and_counted() throws IOException {
        records.put(Config.route("http://a"));
        keep(records.snapshot("e1", 3, NOW.toEpochMilli()));
        byte[] whole = Files.readAllBytes(path());
        for (int i = 0; i < whole.length; i += 97) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(path(), changed);
            assertThat(folder(NOW).read()).as("octet %d", i).isEqualTo(new Answer.Unavailable());
        }
        assertThat(registry.find("portcullis.state.refused").counters()).isNotEmpty();

        Files.write(path(), whole);
        assertThat(folder(NOW).read()).isInstanceOf(Answer.Found.class);
    }

    @Test
    void a_file_is_used_up_to_its_maximum_age_and_not_if_it_is_from_the_future() {
        keep(records.snapshot("e1", 3, NOW.toEpochMilli()));

        assertThat(folder(NOW.plus(MAX_AGE)).read()).isInstanceOf(Answer.Found.class);
        assertThat(folder(NOW.plus(MAX_AGE).plusMillis(1)).read()).isEqualTo(new Answer.Unavailable());
        assertThat(refused("TOO_OLD")).isEqualTo(1);
        assertThat(folder(NOW.minusSeconds(300)).read()).isInstanceOf(Answer.Found.class);
        assertThat(folder(NOW.minusSeconds(301)).read()).isEqualTo(new Answer.Unavailable());
        assertThat(refused("IN_FUTURE")).isEqualTo(1);
    }

    @Test
    void a_file_that_no_trusted_key_has_signed_is_not_used() {
        keep(records.snapshot("e1", 3, NOW.toEpochMilli(), SigningKeys.parse(SigningKeys.generate("other"))));

        assertThat(folder(NOW).read()).isEqualTo(new Answer.Unavailable());
        assertThat(refused("UNTRUSTED")).isEqualTo(1);
    }

    @Test
    void where_nothing_is_kept_nothing_is_found_and_nothing_is_wrong() {
        assertThat(folder(NOW).read()).isEqualTo(new Answer.Unavailable());
        assertThat(registry.find("portcullis.state.refused").counters()).isEmpty();
    }

    @Test
    void of_a_deleted_instance_nothing_stays() {
        keep(records.snapshot("e1", 3, NOW.toEpochMilli()));
        try (StateFolder folder = folder(NOW)) {
            folder.forget();
        }

        assertThat(path()).doesNotExist();
    }

    @Test
    void a_disk_that_cannot_be_written_to_is_counted_and_tried_again_only_later() throws IOException {
        Path noFolder = Files.createFile(dir.resolve("file"));
        Snapshot snapshot = records.snapshot("e1", 3, NOW.toEpochMilli());
        try (StateFolder folder = new StateFolder(
                StateFile.in(noFolder, Config.INSTANCE),
                Config.INSTANCE,
                SignedRecords.KEYS.trusted(),
                MAX_AGE,
                InstantSource.fixed(NOW),
                registry)) {
            assertThat(folder.isDue(snapshot.head())).isTrue();

            folder.keep(snapshot);

            await().until(() -> registry.counter("portcullis.state.failures").count() == 1);
            assertThat(folder.isDue(snapshot.head())).isFalse();
        }
    }

    @Test
    void a_head_is_kept_once_and_another_one_is_due_at_the_latest_when_the_node_ends() {
        Snapshot first = records.snapshot("e1", 3, NOW.toEpochMilli());
        Snapshot second = records.snapshot("e1", 4, NOW.toEpochMilli());
        try (StateFolder folder = folder(NOW)) {
            assertThat(folder.isDue(first.head())).isTrue();
            folder.keep(first);
            await().until(() -> Files.exists(path()));
            folder.closing();
            await().until(() -> !folder.isDue(first.head()));
            assertThat(folder.isDue(second.head())).isTrue();
            folder.keep(second);
        }

        assertThat(folder(NOW).read())
                .isInstanceOfSatisfying(
                        Answer.Found.class,
                        found -> assertThat(found.snapshot().head().revision()).isEqualTo(4));
    }

    private void keep(Snapshot snapshot) {
        try (StateFolder folder = folder(NOW)) {
            folder.keep(snapshot);
        }
    }

    private StateFolder folder(Instant now) {
        return new StateFolder(
                StateFile.in(dir, Config.INSTANCE),
                Config.INSTANCE,
                SignedRecords.KEYS.trusted(),
                MAX_AGE,
                InstantSource.fixed(now),
                registry);
    }

    private double refused(String reason) {
        return registry.counter("portcullis.state.refused", "reason", reason).count();
    }

    private Path path() {
        return dir.resolve("demo.snapshot");
    }
}
