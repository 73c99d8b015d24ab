package dev.portcullis.control.outbox;

import org.jspecify.annotations.Nullable;

/** The time in which a replica relays with one producer. Thread-safe. */
public final class RelayTenure {
    private volatile boolean over;
    private volatile @Nullable String renewal;

    /** Whether another replica, or a later tenure of this one, relays by now. */
    public boolean isOver() {
        return over;
    }

    /** Has the relay begin anew, with a new producer, since the topic is another than the producer knows. */
    public void renew(String reason) {
        renewal = reason;
    }

    /** Whether nobody has asked for it to begin anew. */
    public boolean isCurrent() {
        return renewal == null;
    }

    @Nullable
    String renewal() {
        return renewal;
    }

    void end() {
        over = true;
    }
}
