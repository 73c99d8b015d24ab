package dev.portcullis.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.feed.SnapshotSource.Answer;
import dev.portcullis.gateway.peer.SignedRecords;
import dev.portcullis.snapshot.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FallbackSourcesTest {
    private final List<Origin> asked = new ArrayList<>();
    private final Snapshot snapshot = new SignedRecords("demo").snapshot("e1", 1, 1);
    private final Answer found = new Answer.Found(snapshot);
    private final Answer nothing = new Answer.Unavailable();

    @Test
    void the_first_source_that_has_a_snapshot_is_taken_and_no_other_asked() {
        assertThat(sources(found, found).ask(null)).isEqualTo(new FallbackSources.Found(snapshot, Origin.SNAPSHOT));
        assertThat(asked).containsExactly(Origin.SNAPSHOT);
    }

    @Test
    void the_disk_is_read_where_the_control_plane_cannot_be_reached() {
        assertThat(sources(nothing, found).ask(null)).isEqualTo(new FallbackSources.Found(snapshot, Origin.DISK));
        assertThat(sources(nothing, nothing).ask(null)).isNull();
    }

    @Test
    void the_disk_is_not_read_where_the_control_plane_knows_no_such_instance() {
        assertThat(sources(new Answer.NoInstance(), found).ask(null)).isNull();
        assertThat(asked).containsExactly(Origin.SNAPSHOT);
    }

    @Test
    void the_disk_is_read_at_the_start_only() {
        assertThat(sources(nothing, found).ask(Origin.DISK)).isNull();
        assertThat(asked).containsExactly(Origin.SNAPSHOT);
    }

    @Test
    void sources_are_due_after_the_wait_and_not_again_at_once_and_none_are_never() {
        FallbackSources sources = sources(nothing, nothing);
        sources.begin();
        assertThat(sources.isDue()).isTrue();
        sources.ask(null);
        assertThat(sources.isDue()).isFalse();

        FallbackSources none = new FallbackSources(new StartSettings(Duration.ZERO, List.of(), ImageKeeper.NONE));
        none.begin();
        assertThat(none.isDue()).isFalse();
    }

    private FallbackSources sources(Answer controlPlane, Answer disk) {
        return new FallbackSources(new StartSettings(
                Duration.ZERO,
                List.of(source(Origin.SNAPSHOT, controlPlane), source(Origin.DISK, disk)),
                ImageKeeper.NONE));
    }

    private SnapshotSource source(Origin origin, Answer answer) {
        return new SnapshotSource() {
            @Override
            public Origin origin() {
                return origin;
            }

            @Override
            public Answer read() {
                asked.add(origin);
                return answer;
            }
        };
    }
}
