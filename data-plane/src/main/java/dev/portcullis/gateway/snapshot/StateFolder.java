package dev.portcullis.gateway.snapshot;

import dev.portcullis.gateway.feed.ImageKeeper;
import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.gateway.feed.SnapshotSource;
import dev.portcullis.model.Head;
import dev.portcullis.signature.TrustedKeys;
import dev.portcullis.snapshot.Snapshot;
import dev.portcullis.snapshot.SnapshotReader;
import dev.portcullis.snapshot.SnapshotReading;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good configuration on the disk of the node. It is written on a thread of its own: at most once a second, and so
 * seldom that it takes a twentieth of that thread's time. A file that cannot be used is passed over; a disk that cannot be
 * written to changes nothing for the node but what its next start finds.
 */
public final class StateFolder implements SnapshotSource, ImageKeeper, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
    private static final int IDLE_SHARE = 20;
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);
    private static final Duration CONFIRM_EVERY = Duration.ofHours(1);
    /** Of a clock that was set back since, and no more. */
    private static final Duration FUTURE_LIMIT = Duration.ofMinutes(5);

    private static final int CLOSE_SECONDS = 10;

    private final String instanceId;
    private final TrustedKeys trusted;
    private final StateFile file;
    private final Duration maxAge;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("state-folder").daemon().factory());

    /** Written by the feed's thread when it hands something over, and by the writer's when that is done. */
    private volatile boolean busy;
    /** What is kept; null: not known, or nothing. */
    private volatile @Nullable Head kept;

    private volatile long keptNanos;
    private volatile long dueNanos = System.nanoTime();
    private volatile boolean failing;

    /** Owned by the feed's thread. */
    private boolean forgotten;

    private boolean closing;

    /** @param registry gets the meters of what is refused and what fails */
    public StateFolder(
            StateFile file,
            String instanceId,
            TrustedKeys trusted,
            Duration maxAge,
            InstantSource clock,
            MeterRegistry registry) {
        this.file = file;
        this.instanceId = instanceId;
        this.trusted = trusted;
        this.maxAge = maxAge;
        this.clock = clock;
        this.registry = registry;
    }

    @Override
    public Origin origin() {
        return Origin.DISK;
    }

    @Override
    public Answer read() {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file.path()))) {
            return switch (new SnapshotReader(instanceId, trusted, ControlPlaneSnapshot.MAX_BYTES).read(in)) {
                case SnapshotReading.Refused refused -> refused(refused.reason().name(), refused.detail());
                case SnapshotReading.Read read -> judge(read.snapshot());
            };
        } catch (NoSuchFileException e) {
            LOG.info("state: nothing is kept of {}", instanceId);
            return new Answer.Unavailable();
        } catch (IOException e) {
            return refused("NOT_READABLE", e.getClass().getSimpleName() + " (expected: a file that can be read)");
        }
    }

    private Answer judge(Snapshot snapshot) {
        Duration age = Duration.between(Instant.ofEpochMilli(snapshot.takenAtMillis()), clock.instant());
        if (age.compareTo(maxAge) > 0) {
            return refused("TOO_OLD", age.toSeconds() + " s old (expected: at most " + maxAge.toSeconds() + ")");
        }
        if (age.compareTo(FUTURE_LIMIT.negated()) < 0) {
            return refused("IN_FUTURE", age.negated().toSeconds() + " s ahead of the clock (expected: not)");
        }
        LOG.warn(
                "state: revision {} of {} from disk, {} s old",
                snapshot.head().revision(),
                instanceId,
                age.toSeconds());
        return new Answer.Found(snapshot);
    }

    private Answer refused(String reason, String detail) {
        registry.counter("portcullis.state.refused", "reason", reason).increment();
        LOG.error("state: {} is not used, {}: {}", file.path(), reason, detail);
        return new Answer.Unavailable();
    }

    @Override
    public boolean isDue(Head head) {
        Head known = kept;
        long now = System.nanoTime();
        if (!closing && (busy || now - dueNanos < 0)) {
            return false;
        }
        Duration confirmEvery = maxAge.dividedBy(4).compareTo(CONFIRM_EVERY) < 0 ? maxAge.dividedBy(4) : CONFIRM_EVERY;
        return known == null || !head.isSameAs(known) || now - keptNanos >= confirmEvery.toNanos();
    }

    @Override
    public void keep(Snapshot snapshot) {
        forgotten = false;
        busy = true;
        writer.execute(() -> {
            long began = System.nanoTime();
            try {
                file.write(snapshot);
                kept = snapshot.head();
                keptNanos = began;
                recovered();
                long took = System.nanoTime() - began;
                dueNanos = began + Math.max(WRITE_EVERY.toNanos(), took * IDLE_SHARE);
            } catch (IOException | RuntimeException e) {
                failed(e);
                dueNanos = began + AFTER_FAULT.toNanos();
            } finally {
                busy = false;
            }
        });
    }

    @Override
    public void forget() {
        if (forgotten) {
            return;
        }
        forgotten = true;
        writer.execute(() -> {
            try {
                Files.deleteIfExists(file.path());
                kept = null;
                LOG.info("state: the instance has been deleted, and what was kept of it");
            } catch (IOException e) {
                failed(e);
            }
        });
    }

    private void failed(Exception e) {
        registry.counter("portcullis.state.failures").increment();
        if (!failing) {
            LOG.error(
                    "state: {} cannot be written ({}: {}); trying again every {} s, the node goes on",
                    file.path(),
                    e.getClass().getSimpleName(),
                    e.getMessage(),
                    AFTER_FAULT.toSeconds());
        }
        failing = true;
    }

    private void recovered() {
        if (failing) {
            LOG.info("state: {} can be written again", file.path());
        }
        failing = false;
    }

    @Override
    public void closing() {
        closing = true;
    }

    /** Waits for what is being written. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("state: still being written after {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
