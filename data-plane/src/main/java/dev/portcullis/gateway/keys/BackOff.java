package dev.portcullis.gateway.keys;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Delays between fetches, jittered so that the nodes of a fleet do not fall into step.
 *
 * @param random 0 (inclusive) to 1 (exclusive)
 */
record BackOff(Duration shortest, Duration longest, DoubleSupplier random) {

    /**
     * Doubles with each failure up to the longest; the wait is between half of that and the whole.
     *
     * @param failures in a row, 1 or more
     */
    Duration afterFailures(int failures) {
        int doublings = Math.min(failures - 1, 30);
        long whole = Math.min(longest.toMillis(), shortest.toMillis() << doublings);
        return Duration.ofMillis(Math.round(whole * (0.5 + random.getAsDouble() / 2)));
    }

    /** Between 75 % and 85 % of the lifetime: early enough for retries before it ends. */
    Duration refreshAhead(Duration lifetime) {
        return Duration.ofMillis(Math.round(lifetime.toMillis() * (0.75 + random.getAsDouble() / 10)));
    }
}
