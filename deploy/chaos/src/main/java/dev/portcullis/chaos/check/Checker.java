package dev.portcullis.chaos.check;

import dev.portcullis.chaos.check.Violation.Promise;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.Event.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges a history. */
public final class Checker {
    /** What happened to a node this long before a write was sent may still tell in its answer. */
    private static final long REPORTS_AGE_MICROS = 15_000_000;

    private static final Pattern APPLIED = Pattern.compile("APPLIED\\b.*?\\bapplied=(\\d+).*");

    private final List<Event> events;
    private final Impairments impairments;
    private final Map<String, Timeline> timelines = new LinkedHashMap<>();
    private final Map<String, String> instanceOfNode = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private Checker(List<Event> events) {
        this.events = events;
        this.impairments = new Impairments(events);
    }

    /** What was broken, in the order of time; empty if all promises held. */
    public static List<Violation> violations(List<Event> events) {
        Checker checker = new Checker(events);
        checker.check();
        return checker.violations.stream()
                .sorted(Comparator.comparingLong(Violation::at))
                .toList();
    }

    private void check() {
        for (Event event : events) {
            switch (event) {
                case Event.Baseline baseline ->
                    timelines.computeIfAbsent(baseline.instance(), id -> Timeline.of(id, events));
                case Event.NodeState state -> instanceOfNode.put(state.node(), state.instance());
                case Event.Verdict verdict -> instanceOfNode.put(verdict.node(), verdict.instance());
                default -> {}
            }
        }
        timelines.values().forEach(timeline -> violations.addAll(timeline.violations()));
        instanceOfNode.keySet().forEach(this::traceNode);
        violations.addAll(new ReadCheck(timelines, events).violations());
        violations.addAll(new LogCheck(events).violations());
        violations.addAll(new RestCheck(timelines, events).violations());
        for (Event event : events) {
            switch (event) {
                case Event.Verdict verdict -> checkAnswersAlone(verdict);
                case Event.Write write -> checkApplied(write);
                case Event.Part part -> checkStaysUp(part);
                case Event.ForeignRevision foreign -> checkForeign(foreign);
                default -> {}
            }
        }
    }

    private void traceNode(String node) {
        Timeline timeline = timelines.get(instanceOfNode.get(node));
        if (timeline == null) {
            return;
        }
        NodeTrace trace = new NodeTrace(node, timeline, provenFor(node, timeline));
        for (Event event : events) {
            switch (event) {
                case Event.Verdict verdict when verdict.node().equals(node) -> trace.take(verdict);
                case Event.NodeState state when state.node().equals(node) -> trace.take(state);
                default -> {}
            }
        }
        violations.addAll(trace.violations());
    }

    /**
     * From when on the node had to hold which version, because a write was answered APPLIED. A node that was down or cut off
     * about then had to from its next start on, for it reads what the others have.
     */
    private NavigableMap<Long, Integer> provenFor(String node, Timeline timeline) {
        NavigableMap<Long, Integer> proven = new TreeMap<>();
        for (Event event : events) {
            if (event instanceof Event.Write write
                    && write.instance().equals(instanceOfNode.get(node))
                    && write.outcome() instanceof Outcome.Done done
                    && done.propagation() != null
                    && APPLIED.matcher(done.propagation()).matches()) {
                int index = timeline.indexOf(write);
                boolean live =
                        !impairments.wasImpaired(node, write.invokedAt() - REPORTS_AGE_MICROS, write.completedAt());
                if (live) {
                    proven.merge(write.completedAt() + 1, index, Math::max);
                } else {
                    impairments.starts(node).stream()
                            .filter(start -> start > write.completedAt())
                            .findFirst()
                            .ifPresent(start -> proven.merge(start, index, Math::max));
                }
            }
        }
        return proven;
    }

    private void checkAnswersAlone(Event.Verdict verdict) {
        boolean failed = verdict.status() >= 500;
        if (failed && !impairments.wasDown(verdict.node(), verdict.sentAt(), verdict.answeredAt())) {
            broken(
                    Promise.NODES_ANSWER_ALONE,
                    verdict.answeredAt(),
                    verdict.node() + " answered " + verdict.status() + " " + verdict.code() + " to "
                            + verdict.probe().path());
        }
    }

    private void checkApplied(Event.Write write) {
        if (!(write.outcome() instanceof Outcome.Done done) || done.propagation() == null) {
            return;
        }
        Matcher applied = APPLIED.matcher(done.propagation());
        if (applied.matches()) {
            List<String> dead = instanceOfNode.entrySet().stream()
                    .filter(node -> node.getValue().equals(write.instance()))
                    .map(Map.Entry::getKey)
                    .filter(node -> impairments.wasSilentThroughout(
                            node, write.invokedAt() - REPORTS_AGE_MICROS, write.completedAt()))
                    .toList();
            long nodes = instanceOfNode.values().stream()
                    .filter(write.instance()::equals)
                    .count();
            if (Long.parseLong(applied.group(1)) > nodes - dead.size()) {
                broken(
                        Promise.APPLIED_IS_A_PROOF,
                        write.completedAt(),
                        write.operation() + " was answered " + done.propagation() + " while of " + nodes + " nodes "
                                + dead + " had long been silent");
            }
        }
    }

    private void checkStaysUp(Event.Part part) {
        switch (part.change()) {
            case ENDED_BY_ITSELF -> broken(Promise.PARTS_STAY_UP, part.at(), part.part() + " ended by itself");
            case STARTED, READY, KILLED, STOPPED, PAUSED, CONTINUED, CUT_OFF, CONNECTED -> {}
        }
    }

    private void checkForeign(Event.ForeignRevision foreign) {
        if (foreign.changes() > 0) {
            broken(
                    Promise.CHANGES_HAVE_ONE_ORDER,
                    foreign.at(),
                    foreign.instance() + ", revision " + foreign.revision() + " (" + foreign.operation()
                            + ") changed something, and no client asked for it");
        }
    }

    private void broken(Promise promise, long at, String found) {
        violations.add(new Violation(promise, at, found));
    }
}
