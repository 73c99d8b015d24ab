package dev.portcullis.control.promise;

import dev.portcullis.control.testing.ControlPlaneTest;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of requests. Each has a seed, and is always the same for it. One that fails is made simpler and shorter
 * before it is told. {@code -Dpromises.tries=N} tries more of them, {@code -Dpromises.seed=N} others.
 */
@ControlPlaneTest
class ApiPromisesTest {
    private static final int USUAL_TRIES = 50;
    private static final long USUAL_SEED = 1;
    private static final int TRIES = Integer.getInteger("promises.tries", USUAL_TRIES);
    private static final long FIRST_SEED = Long.getLong("promises.seed", USUAL_SEED);
    private static final int GEN_SIZE = 1_000;
    /** Tries of simpler ones, once a sequence has failed. */
    private static final int MAX_SIMPLER = 300;

    private static final String RUN = "p" + Long.toString(System.nanoTime(), 36);
    private static final AtomicInteger TRIALS = new AtomicInteger();

    private final Tally tally = new Tally();

    @TestHTTPResource("/api/v1")
    @Nullable
    URI api;

    /** What went wrong with a sequence. */
    private record Failure(List<Step> steps, Throwable reason, Wire wire) {}

    @Test
    void every_sequence_of_requests_leads_to_what_is_promised() {
        JqwikSession.run(() -> {
            RandomGenerator<List<Step>> sequences = Steps.sequences().generator(GEN_SIZE);
            for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIES; seed++) {
                Shrinkable<List<Step>> sequence = sequences.next(new Random(seed));
                Failure failure = run(sequence.value());
                if (failure != null) {
                    throw report(seed, shorter(simplest(sequence, failure)));
                }
            }
        });
        if (TRIES >= USUAL_TRIES && FIRST_SEED == USUAL_SEED) {
            tally.requireVariety();
        }
    }

    private @Nullable Failure run(List<Step> steps) {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Wire wire = new Wire(client, Objects.requireNonNull(api));
            try {
                Play play = new Play(new Trial(wire, RUN + "x" + TRIALS.incrementAndGet() + "x", tally));
                Steps.start().forEach(play::play);
                steps.forEach(play::play);
                play.compareAll();
                return null;
            } catch (AssertionError | RuntimeException e) {
                return new Failure(steps, e, wire);
            }
        }
    }

    private Failure simplest(Shrinkable<List<Step>> sequence, Failure failure) {
        Failure simplest = failure;
        Iterator<Shrinkable<List<Step>>> simpler = sequence.shrink().iterator();
        for (int tried = 0; tried < MAX_SIMPLER && simpler.hasNext(); tried++) {
            Shrinkable<List<Step>> candidate = simpler.next();
            Failure found = run(candidate.value());
            if (found != null) {
                simplest = found;
                simpler = candidate.shrink().iterator();
            }
        }
        return simplest;
    }

    /** Leaves out each step in turn, which the simplification does at the ends only. */
    private Failure shorter(Failure failure) {
        Failure shorter = failure;
        for (int at = failure.steps().size() - 1; at >= 0; at--) {
            List<Step> steps = new ArrayList<>(shorter.steps());
            steps.remove(at);
            Failure found = run(steps);
            shorter = found == null ? shorter : found;
        }
        return shorter;
    }

    private static AssertionError report(long seed, Failure failure) {
        String steps = failure.steps().stream().map(Step::toString).collect(Collectors.joining("\n  "));
        return new AssertionError(
                "seed " + seed + " (again: -Dpromises.seed=" + seed + " -Dpromises.tries=1), made shorter:\n  " + steps
                        + "\nthe last requests:\n  " + failure.wire().last(8) + "\n"
                        + failure.reason().getMessage(),
                failure.reason());
    }
}
