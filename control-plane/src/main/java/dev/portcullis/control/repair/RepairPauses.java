package dev.portcullis.control.repair;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How often an instance may be published again by itself: at once, and then after pauses that double, so that somebody who
 * spoils a record again and again has as much written as they write themselves, and little more. Not thread-safe.
 */
final class RepairPauses {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    /** After so long without a repair the pauses are short again. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    private final Map<String, Pause> pauses = new HashMap<>();

    private record Pause(long beganNanos, Duration length) {}

    /** Whether the instance has been repaired just now, so that it has to wait. */
    boolean isPaused(String instanceId, long nowNanos) {
        Pause pause = pauses.get(instanceId);
        return pause != null && nowNanos - pause.beganNanos < pause.length.toNanos();
    }

    /** The instance is repaired now. */
    void begin(String instanceId, long nowNanos) {
        Pause before = pauses.get(instanceId);
        Duration length = before == null || nowNanos - before.beganNanos > QUIET.toNanos()
                ? FIRST
                : before.length.multipliedBy(2);
        pauses.put(instanceId, new Pause(nowNanos, length.compareTo(LONGEST) < 0 ? length : LONGEST));
    }
}
