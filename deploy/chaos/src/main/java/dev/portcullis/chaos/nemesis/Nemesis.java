package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Puts faults into the system, one or two at a time, and repairs them. The seed decides which, and how long. */
public final class Nemesis {
    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 5_000;
    private static final int ONE_IN_SO_MANY_IS_TWO = 3;

    private final Menu menu;
    private final History history;
    private final SplittableRandom random;

    public Nemesis(Menu menu, History history, long seed) {
        this.menu = menu;
        this.history = history;
        this.random = new SplittableRandom(seed);
    }

    /** A fault that was begun. */
    private record Begun(FaultKind kind, Fault fault, long at, boolean isDone) {
        Begun failed() {
            return new Begun(kind, fault, at, false);
        }

        String part() {
            return fault.target().split(" ", 2)[0];
        }
    }

    /** Goes on until the time is over; then all is repaired. Each kind of the menu comes once before any comes again. */
    public void rage(Duration howLong) throws IOException {
        long deadline = System.nanoTime() + howLong.toNanos();
        while (System.nanoTime() < deadline) {
            List<Begun> begun = new ArrayList<>();
            try {
                Begun first = begin(menu.next(random), begun);
                pause(Duration.ofMillis(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS)));
                pause(first.fault().atLeast());
                if (random.nextInt(ONE_IN_SO_MANY_IS_TWO) == 0) {
                    add(menu.nextSimple(random), first, begun);
                }
            } finally {
                end(begun);
            }
            pause(Duration.ofMillis(random.nextInt(SHORTEST_MILLIS, 2 * SHORTEST_MILLIS)));
        }
    }

    /** A second fault, unless it would be done to the same part. */
    private void add(Menu.Choice second, Begun first, List<Begun> begun) throws IOException {
        String part = second.fault().target().split(" ", 2)[0];
        if (!first.fault().isAlone() && !part.equals(first.part())) {
            begin(second, begun);
            pause(Duration.ofMillis(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS)));
        }
    }

    /** Somebody who spoils a log may find that it is gone already: then nothing has been done, and the next fault comes. */
    private Begun begin(Menu.Choice choice, List<Begun> begun) throws IOException {
        Begun one = new Begun(choice.kind(), choice.fault(), history.now(), true);
        begun.add(one);
        try {
            choice.fault().begin();
        } catch (IOException e) {
            switch (choice.kind().group()) {
                case LOG, FORGERY -> begun.set(begun.indexOf(one), one.failed());
                case PROCESS, NETWORK, DATABASE, MACHINE -> throw e;
            }
        }
        return one;
    }

    /** A part may need the other to get ready: what takes no waiting is repaired first. */
    private void end(List<Begun> begun) throws IOException {
        List<Begun> waiting = new ArrayList<>();
        for (Begun one : begun) {
            if (one.fault() instanceof LinkFault) {
                end(one);
            } else {
                if (one.fault() instanceof ProcessFaults process) {
                    process.startAgain();
                }
                waiting.add(one);
            }
        }
        for (Begun one : waiting) {
            end(one);
        }
    }

    private void end(Begun one) throws IOException {
        one.fault().end();
        if (one.isDone()) {
            history.add(new Event.Fault(one.kind().text(), one.fault().target(), one.at(), history.now()));
        }
    }

    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }
}
