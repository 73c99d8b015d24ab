package dev.portcullis.control.node;

import dev.portcullis.control.topic.NodesTopicConfig;
import dev.portcullis.model.ReportStamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which report counts: one that its process made after the last that was taken in, or one of a process that started later. So
 * a report that somebody has kept and writes again changes nothing. Thread-safe.
 */
@ApplicationScoped
class ReportOrder {
    /** A report that is older than that by our clock, or younger, may be one that was kept. */
    private static final Duration TIMELY = Duration.ofMinutes(10);
    /** What was taken back is remembered until none of its reports would be timely any more. */
    private static final long REMEMBERED_NANOS = TIMELY.multipliedBy(3).toNanos();

    private static final int MAX_STRANGERS = 10_000;

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final long heartbeatNanos;
    private final long toleranceMillis;
    private final Map<String, Last> lasts = new HashMap<>();
    private final Map<String, Stranger> strangers = new LinkedHashMap<>();

    @jakarta.inject.Inject
    ReportOrder(NodesTopicConfig config, Clock clock) {
        this(config, clock, System::nanoTime);
    }

    ReportOrder(NodesTopicConfig config, InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.heartbeatNanos = config.heartbeat().toNanos();
        this.toleranceMillis = config.clockSkew().toMillis();
    }

    /** What a report is good for. */
    enum Verdict {
        /** It counts. */
        TIMELY,
        /** It counts, but proves nothing. */
        UNTIMELY,
        /** It is the one that was taken in last. */
        KNOWN,
        /** Its process has said something later. */
        REPEATED,
        /** A process of the node that started later has reported. */
        OLDER_PROCESS,
        /** Its process is not known, and by our clock it was not made now. */
        TOO_OLD
    }

    /**
     * @param record as it was signed; null where nobody needs it again
     * @param takenBackAtNanos null: it stands
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    private record Last(
            @Nullable String process,
            ReportStamp stamp,
            byte @Nullable [] record,
            @Nullable Long takenBackAtNanos) {
        boolean isBefore(String next, ReportStamp nextStamp) {
            return process == null || process.equals(next)
                    ? nextStamp.isAfter(stamp)
                    : nextStamp.startedAtMillis() > stamp.startedAtMillis();
        }
    }

    /** A process whose clock is far off, until it has shown by the course of its reports that it is there. */
    private record Stranger(String process, long counter, long lateMillis, long sinceNanos, int reports) {}

    /**
     * Judges a report and takes it in, if it counts.
     *
     * @param record to be kept, null if it need not be
     */
    synchronized Verdict judge(String topicKey, String process, ReportStamp stamp, byte @Nullable [] record) {
        Last last = lasts.get(topicKey);
        if (last != null && !last.isBefore(process, stamp)) {
            return old(last, process, stamp);
        }
        long lateMillis = clock.millis() - stamp.reportedAtMillis();
        boolean timely = Math.abs(lateMillis) <= TIMELY.toMillis();
        boolean known = last != null && last.takenBackAtNanos == null && process.equals(last.process);
        if (!timely && !known && !isThere(topicKey, process, stamp, lateMillis)) {
            return Verdict.TOO_OLD;
        }
        strangers.remove(topicKey);
        lasts.put(topicKey, new Last(process, stamp, record, null));
        return timely ? Verdict.TIMELY : Verdict.UNTIMELY;
    }

    /** Takes in a report from before this replica's start, if it counts. */
    synchronized boolean replay(String topicKey, String process, ReportStamp stamp, byte @Nullable [] record) {
        Last last = lasts.get(topicKey);
        if (last != null && !last.isBefore(process, stamp)) {
            return false;
        }
        lasts.put(topicKey, new Last(process, stamp, record, null));
        return true;
    }

    private static Verdict old(Last last, String process, ReportStamp stamp) {
        if (!process.equals(last.process)) {
            return Verdict.OLDER_PROCESS;
        }
        return stamp.equals(last.stamp) ? Verdict.KNOWN : Verdict.REPEATED;
    }

    /** Three reports that are equally late, over a heartbeat, are of a node that is there. */
    private boolean isThere(String topicKey, String process, ReportStamp stamp, long lateMillis) {
        long now = nanoTime.getAsLong();
        Stranger before = strangers.get(topicKey);
        if (before == null
                || !before.process().equals(process)
                || before.counter() >= stamp.counter()
                || Math.abs(before.lateMillis() - lateMillis) > toleranceMillis) {
            if (strangers.size() >= MAX_STRANGERS) {
                strangers.remove(strangers.keySet().iterator().next());
            }
            strangers.put(topicKey, new Stranger(process, stamp.counter(), lateMillis, now, 1));
            return false;
        }
        Stranger next =
                new Stranger(process, stamp.counter(), before.lateMillis(), before.sinceNanos(), before.reports() + 1);
        strangers.put(topicKey, next);
        return next.reports() >= 3 && now - next.sinceNanos() >= heartbeatNanos;
    }

    /** The stamp of the report that stands under a key. */
    synchronized Optional<ReportStamp> standing(String topicKey) {
        Last last = lasts.get(topicKey);
        return last == null || last.takenBackAtNanos != null ? Optional.empty() : Optional.of(last.stamp);
    }

    /** The records that stand, by topic key, as far as they were kept. */
    synchronized Map<String, byte[]> kept() {
        Map<String, byte[]> kept = new HashMap<>();
        lasts.forEach((topicKey, last) -> {
            if (last.record != null) {
                kept.put(topicKey, last.record);
            }
        });
        return kept;
    }

    /** The node itself has taken back what stands under a key, with the report taken in last. */
    synchronized void takenBack(String topicKey) {
        long now = nanoTime.getAsLong();
        lasts.computeIfPresent(topicKey, (key, last) -> new Last(last.process, last.stamp, null, now));
        forget(now);
    }

    /**
     * The control plane takes back what stands under a key.
     *
     * @param until the newest report that it takes back
     * @return false: a later one stands
     */
    synchronized boolean removed(String topicKey, ReportStamp until) {
        Last last = lasts.get(topicKey);
        if (last != null && last.stamp.isAfter(until)) {
            return false;
        }
        long now = nanoTime.getAsLong();
        lasts.put(topicKey, new Last(last == null ? null : last.process, until, null, now));
        forget(now);
        return true;
    }

    private void forget(long now) {
        lasts.values()
                .removeIf(last -> last.takenBackAtNanos != null && now - last.takenBackAtNanos > REMEMBERED_NANOS);
    }
}
