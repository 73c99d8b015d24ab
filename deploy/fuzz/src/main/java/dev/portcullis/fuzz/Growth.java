package dev.portcullis.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * How the work of a reader grows with its input. A piece of an input is repeated until the input is as large as the reader
 * takes them, and the work is set beside that for a smaller one.
 */
final class Growth {
    private static final int MAX_PIECE = 12;
    private static final int TIME_FACTOR = 8;
    private static final long MIN_NANOS = 3_000_000;
    private static final double TOLERANCE = 3;
    private static final int REPEATS = 7;
    /** Code that is not compiled yet, or a machine with other things to do, is slow once and not always. */
    private static final int CONFIRMATIONS = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Target target;
    private final List<byte[]> seeds;
    private final Random random;

    Growth(Target target, List<byte[]> seeds, Random random) {
        this.target = target;
        this.seeds = seeds;
        this.random = random;
    }

    /** An input with a piece that can be repeated. */
    record Stretch(byte[] seed, int start, int end) {
        byte[] to(int size) {
            int piece = end - start;
            int copies = Math.max(1, (size - (seed.length - piece)) / piece);
            byte[] out = Arrays.copyOf(seed, seed.length + (copies - 1) * piece);
            for (int i = 1; i < copies; i++) {
                System.arraycopy(seed, start, out, start + i * piece, piece);
            }
            System.arraycopy(seed, end, out, start + copies * piece, seed.length - end);
            return out;
        }
    }

    Stretch next() {
        byte[] seed = seeds.get(random.nextInt(seeds.size()));
        if (seed.length > target.maxBytes() / TIME_FACTOR || seed.length == 0) {
            seed = new byte[] {'0', '/', 'a'};
        }
        int start = random.nextInt(seed.length);
        int end = Math.min(seed.length, start + 1 + random.nextInt(MAX_PIECE));
        return new Stretch(seed, start, end);
    }

    /** Octets that are allocated while an input is read: the same in every run, unlike time. */
    long allocatedBytes(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        target.check(input);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Whether a stretch to the largest size takes much more time than its size explains. */
    boolean isTooSlow(Stretch stretch) {
        byte[] large = stretch.to(target.maxBytes());
        if (bestNanos(large, 1) < MIN_NANOS) {
            return false;
        }
        byte[] small = stretch.to(target.maxBytes() / TIME_FACTOR);
        double sizes = (double) large.length / small.length;
        for (int i = 0; i < CONFIRMATIONS; i++) {
            double smallNanos = bestNanos(small, REPEATS);
            double largeNanos = bestNanos(large, REPEATS);
            if (largeNanos < MIN_NANOS || largeNanos <= TOLERANCE * sizes * smallNanos) {
                return false;
            }
        }
        return true;
    }

    private long bestNanos(byte[] input, int repeats) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < repeats; i++) {
            // Not the time of day, which passes for a thread that waits for a core, too.
            long start = THREADS.getCurrentThreadCpuTime();
            target.check(input);
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        return best;
    }
}
