package dev.portcullis.control.revision;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Makes epochs: each is a number, which rises, and a random part. */
@ApplicationScoped
public class Epochs {
    private static final int DIGITS = 13;
    private static final String PATTERN = "[0-9]{" + DIGITS + "}-.*";
    /** What lies further ahead was not made by a clock like ours, and would use up the numbers. */
    private static final Duration FARTHEST = Duration.ofDays(365);

    private final EntityManager entities;
    private final Clock clock;

    Epochs(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /**
     * An epoch that sorts after every earlier one. It begins with the time, so that it also does if the database has since
     * been restored from a backup, and its sequence with it; the sequence keeps it rising where the clock does not.
     */
    public String next() {
        return next(clock.millis());
    }

    /**
     * An epoch that sorts after every earlier one and after the one that was seen.
     *
     * @throws IllegalStateException if that one is not {@linkplain #isPlausible plausible}
     */
    public String nextAfter(@Nullable String seen) {
        return next(Math.max(clock.millis(), number(seen) + 1));
    }

    /** Whether it may be one of ours, and another can sort after it. */
    public boolean isPlausible(String epoch) {
        return epoch.matches(PATTERN) && Long.parseLong(epoch, 0, DIGITS, 10) <= clock.millis() + FARTHEST.toMillis();
    }

    private long number(@Nullable String seen) {
        if (seen == null) {
            return 0;
        }
        if (!isPlausible(seen)) {
            throw new IllegalStateException("epoch: " + seen + " (expected: one of no later than a year from now)");
        }
        return Long.parseLong(seen, 0, DIGITS, 10);
    }

    private String next(long atLeast) {
        Number number = (Number) entities.createNativeQuery(
                        "SELECT setval('epoch_number', GREATEST(nextval('epoch_number'), ?1))", Long.class)
                .setParameter(1, atLeast)
                .getSingleResult();
        long random = ThreadLocalRandom.current().nextLong(1L << 40);
        return String.format("%013d-%s", number.longValue(), Long.toString(random, 36));
    }
}
