package dev.portcullis.gateway.feed;

import dev.portcullis.gateway.feed.SnapshotSource.Answer;
import dev.portcullis.snapshot.Snapshot;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other sources in place of the topic: when the node has tried Kafka alone for long enough, then again from time to
 * time until it follows the topic, and whenever the topic stays torn. Not thread-safe: the feed's thread owns it.
 */
final class FallbackSources {
    private static final Logger LOG = LoggerFactory.getLogger(FallbackSources.class);
    /** A random part is added, so that nodes which lost Kafka together do not ask together. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private final StartSettings settings;
    private long dueNanos;

    FallbackSources(StartSettings settings) {
        this.settings = settings;
    }

    /** The node starts. */
    void begin() {
        dueNanos = System.nanoTime() + settings.topicWait().toNanos();
    }

    boolean isDue() {
        return !settings.sources().isEmpty() && System.nanoTime() - dueNanos >= 0;
    }

    /** How long may be waited for Kafka until the sources are to be asked, at most the limit. */
    Duration remaining(Duration limit) {
        if (settings.sources().isEmpty()) {
            return limit;
        }
        Duration left = Duration.ofNanos(dueNanos - System.nanoTime());
        Duration atLeast = Duration.ofSeconds(1);
        return left.compareTo(atLeast) < 0 ? atLeast : left.compareTo(limit) < 0 ? left : limit;
    }

    /** A source's snapshot; null if none has one that would bring anything. */
    @Nullable
    Found ask(@Nullable Origin inForce) {
        try {
            for (SnapshotSource source : settings.sources()) {
                if (source.origin() == Origin.DISK && inForce != null) {
                    continue;
                }
                switch (source.read()) {
                    case Answer.Found found -> {
                        return new Found(found.snapshot(), source.origin());
                    }
                    case Answer.Unavailable ignored -> LOG.debug("{}: nothing", source.origin());
                    case Answer.NoInstance ignored -> {
                        return null;
                    }
                }
            }
            return null;
        } finally {
            long random = ThreadLocalRandom.current().nextLong(ASK_AGAIN.toNanos() / 2);
            dueNanos = System.nanoTime() + ASK_AGAIN.toNanos() + random;
        }
    }

    /** @param origin of the source that had it */
    record Found(Snapshot snapshot, Origin origin) {}
}
