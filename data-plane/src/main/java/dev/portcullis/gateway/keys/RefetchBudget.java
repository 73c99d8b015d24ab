package dev.portcullis.gateway.keys;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * How often tokens may cause fetches of one URL: whoever can send tokens chooses their kids. Scheduled refreshes and those
 * of operators do not count, so that a rotation right after one of them is still followed at once.
 *
 * <p>Sources that differ in headers or CA share the URL, and take turns: where tokens of one never cease, the others would
 * else find each interval taken. A source that is refused stands in line; the first in line has one further interval to come
 * back and take its turn before anybody else may. Confined to one thread.
 */
final class RefetchBudget {
    private final Timers timers;
    private final Duration interval;
    private final SequencedSet<Object> line = new LinkedHashSet<>();
    private @Nullable Object taker;
    private @Nullable Long takenAtMillis;

    RefetchBudget(Timers timers, Duration interval) {
        this.timers = timers;
        this.interval = interval;
    }

    /**
     * Whether a fetch may be made now; if so, the next may not for the length of the interval.
     *
     * @param source that is to be fetched; known by its identity
     */
    boolean take(Object source) {
        long now = timers.monotonicMillis();
        if (takenAtMillis != null && !mayTake(source, now - takenAtMillis)) {
            if (source != taker) {
                line.add(source);
            }
            return false;
        }
        if (!line.isEmpty()) {
            line.removeFirst();
        }
        line.remove(source);
        taker = source;
        takenAtMillis = now;
        return true;
    }

    private boolean mayTake(Object source, long sinceMillis) {
        boolean itsTurn = line.isEmpty() || line.getFirst() == source;
        return sinceMillis >= interval.toMillis() * (itsTurn ? 1 : 2);
    }

    /** The source is fetched no more. */
    void leave(Object source) {
        line.remove(source);
    }
}
