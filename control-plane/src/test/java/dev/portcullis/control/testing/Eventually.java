package dev.portcullis.control.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what comes by itself, as long as a busy machine may take. */
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    private Eventually() {}

    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT).pollInterval(LOOK);
    }

    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LIMIT).pollInterval(LOOK);
    }
}
