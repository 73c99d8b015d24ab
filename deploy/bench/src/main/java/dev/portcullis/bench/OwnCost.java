package dev.portcullis.bench;

import dev.portcullis.policy.Decision;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * What a decision costs beyond the signature check within it, both measured in turn, token by token: a machine that is
 * slower for a while is so for both. The clock is read around each, which adds some 20 ns.
 */
final class OwnCost {
    private static final int ROUNDS = 11;
    private static final int WARM_UP_ROUNDS = 4;

    private OwnCost() {}

    /**
     * The median of eleven rounds, in nanoseconds.
     *
     * @param verification prepared
     * @param roundMillis how long a round takes
     */
    static double nanos(VerificationBenchmark verification, long roundMillis) throws GeneralSecurityException {
        double[] own = new double[ROUNDS];
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            long aloneNanos = 0;
            long anewNanos = 0;
            long turns = 0;
            long end = System.nanoTime() + roundMillis * 1_000_000;
            long start = System.nanoTime();
            while (start < end) {
                requireRight(verification.signatureAlone());
                long between = System.nanoTime();
                requireRight(verification.decideAnew() instanceof Decision.Authenticated);
                long done = System.nanoTime();
                aloneNanos += between - start;
                anewNanos += done - between;
                turns++;
                start = done;
            }
            if (round >= 0) {
                own[round] = (double) (anewNanos - aloneNanos) / turns;
            }
        }
        Arrays.sort(own);
        return own[ROUNDS / 2];
    }

    private static void requireRight(boolean right) {
        if (!right) {
            throw new IllegalStateException("a good token was refused");
        }
    }
}
