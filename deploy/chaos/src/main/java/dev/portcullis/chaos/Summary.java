package dev.portcullis.chaos;

import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.Event.Outcome;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A history in numbers.
 *
 * @param faults how many of each kind
 * @param slowestAppliedMillis the longest that a client waited for APPLIED
 */
public record Summary(
        Map<String, Integer> faults,
        int acknowledged,
        int applied,
        int refused,
        int unknown,
        int requests,
        int unanswered,
        int reads,
        int reports,
        long slowestAppliedMillis) {
    public Summary {
        faults = Map.copyOf(faults);
    }

    /** Counts. */
    public static Summary of(List<Event> events) {
        Counter counter = new Counter();
        events.forEach(counter::count);
        return new Summary(
                counter.faults,
                counter.acknowledged,
                counter.applied,
                counter.refused,
                counter.unknown,
                counter.requests,
                counter.unanswered,
                counter.reads,
                counter.reports,
                counter.slowestMicros / 1000);
    }

    int faultCount() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    void print(PrintStream out) {
        out.printf("Faults: %d%n", faultCount());
        new TreeMap<>(faults).forEach((kind, times) -> out.printf("  %-24s %5d%n", kind, times));
        out.printf(
                "Writes: %d acknowledged, of which %d as applied by every node (slowest after %.1f s); %d refused, %d unknown%n",
                acknowledged, applied, slowestAppliedMillis / 1e3, refused, unknown);
        out.printf(
                "Checked: %d requests to nodes (%d had no answer), %d reads of whole instances, %d reports of nodes%n",
                requests, unanswered, reads, reports);
    }

    private static final class Counter {
        private final Map<String, Integer> faults = new TreeMap<>();
        private int acknowledged;
        private int applied;
        private int refused;
        private int unknown;
        private int requests;
        private int unanswered;
        private int reads;
        private int reports;
        private long slowestMicros;

        void count(Event event) {
            switch (event) {
                case Event.Write write -> countWrite(write);
                case Event.Verdict verdict -> {
                    requests++;
                    unanswered += verdict.status() == 0 ? 1 : 0;
                }
                case Event.Fault fault -> faults.merge(fault.kind() + " " + kindOf(fault.target()), 1, Integer::sum);
                case Event.Read ignored -> reads++;
                case Event.NodeState ignored -> reports++;
                case Event.Listed listed -> reports += listed.nodes().size();
                default -> {}
            }
        }

        private void countWrite(Event.Write write) {
            switch (write.outcome()) {
                case Outcome.Done done -> {
                    acknowledged++;
                    if (done.propagation() != null && done.propagation().startsWith("APPLIED")) {
                        applied++;
                        slowestMicros = Math.max(slowestMicros, write.completedAt() - write.invokedAt());
                    }
                }
                case Outcome.Refused ignored -> refused++;
                case Outcome.Unknown ignored -> unknown++;
            }
        }

        /** Without the number of a node or control plane. */
        private static String kindOf(String target) {
            return target.replaceAll("-\\d+", "");
        }
    }
}
