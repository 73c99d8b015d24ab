package dev.portcullis.gateway.keys;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often tokens may cause fetches of one URL: whoever can send tokens chooses their kids. Scheduled refreshes and those
 * of operators do not count, so that a rotation right after one of them is still followed at once. Confined to one thread.
 */
final class RefetchBudget {
    private final Timers timers;
    private final Duration interval;
    private @Nullable Long takenAtMillis;

    RefetchBudget(Timers timers, Duration interval) {
        this.timers = timers;
        this.interval = interval;
    }

    /** Whether a fetch may be made now; if so, the next may not for the length of the interval. */
    boolean take() {
        long now = timers.monotonicMillis();
        if (takenAtMillis != null && now - takenAtMillis < interval.toMillis()) {
            return false;
        }
        takenAtMillis = now;
        return true;
    }
}
