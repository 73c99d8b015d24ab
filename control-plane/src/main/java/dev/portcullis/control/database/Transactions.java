package dev.portcullis.control.database;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.transaction.Status;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Transactions that are begun again, from the start, if the database asks for it. */
public final class Transactions {
    private static final int ATTEMPTS = 3;
    /** The longest pause before the second attempt; before the third it is twice that. */
    private static final int PAUSE_MILLIS = 40;

    private Transactions() {}

    /**
     * Runs work in a transaction of its own.
     *
     * @param work three times at most; an exception rolls back
     */
    public static <T> T call(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return QuarkusTransaction.requiringNew().call(() -> untilDone(work));
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS
                        || DatabaseFailure.of(e)
                                .filter(DatabaseFailure::isRepeatable)
                                .isEmpty()) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    /** Tells a failure of the work from what it met because its transaction had been taken from it. */
    private static <T> T untilDone(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            int status = QuarkusTransaction.getStatus();
            if (status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK) {
                throw e;
            }
            throw new LostTransactionException(e);
        }
    }

    /** Of random length, so that those who were in each other's way do not meet again. */
    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, PAUSE_MILLIS * attempt + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
