package dev.portcullis.chaos.check;

import dev.portcullis.chaos.check.Violation.Promise;
import dev.portcullis.chaos.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When the faults are over and the system has come to rest, everything is equal to the newest version. */
final class RestCheck {
    private final Map<String, Timeline> timelines;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, TreeSet<String>> digests = new HashMap<>();

    RestCheck(Map<String, Timeline> timelines, List<Event> events) {
        this.timelines = timelines;
        Event.@Nullable Rest rest = null;
        for (Event event : events) {
            switch (event) {
                case Event.Rest reached -> {
                    rest = reached;
                    if (!reached.reached()) {
                        broken(Promise.EQUAL_AT_REST, reached.at(), reached.found());
                    }
                }
                case Event.Aborted aborted -> broken(Promise.THE_RUN_ENDED, aborted.at(), aborted.why());
                default -> {
                    if (rest != null && rest.reached()) {
                        checkAtRest(event);
                    }
                }
            }
        }
        if (rest == null) {
            broken(Promise.THE_RUN_ENDED, 0, "the history ends before the faults were over");
        }
        long end = rest == null ? 0 : rest.at();
        digests.forEach((instance, found) -> {
            if (found.size() > 1) {
                broken(Promise.EQUAL_AT_REST, end, "of " + instance + " there are different digests: " + found);
            }
        });
    }

    private void checkAtRest(Event event) {
        switch (event) {
            case Event.Verdict verdict -> check(verdict);
            case Event.NodeState state -> check(state);
            case Event.Listed listed -> check(listed);
            case Event.Read read
            when newest(read.instance()).revision() != read.revision() ->
                broken(
                        Promise.NO_ACKNOWLEDGED_CHANGE_LOST,
                        read.answeredAt(),
                        read.instance() + " ends at revision " + read.revision() + " (expected: "
                                + newest(read.instance()).revision() + ")");
            default -> {}
        }
    }

    private void check(Event.Verdict verdict) {
        int right = verdict.probe().rightStatus(newest(verdict.instance()).state());
        if (verdict.status() != right) {
            broken(
                    Promise.EQUAL_AT_REST,
                    verdict.answeredAt(),
                    verdict.node() + " answers " + verdict.status() + " to " + verdict.probe() + " (expected: " + right
                            + ")");
        }
    }

    private void check(Event.NodeState state) {
        long newest = newest(state.instance()).revision();
        if (!state.ready() || state.revision() != newest) {
            broken(
                    Promise.EQUAL_AT_REST,
                    state.answeredAt(),
                    state.node() + " is " + state.state() + " at revision " + state.revision() + " (expected: " + newest
                            + ")");
        }
        addDigest(state.instance(), state.digest());
    }

    private void check(Event.Listed listed) {
        if (!listed.propagation().equals("APPLIED")) {
            broken(
                    Promise.EQUAL_AT_REST,
                    listed.at(),
                    listed.controlPlane() + " says " + listed.propagation() + " of " + listed.instance());
        }
        addDigest(listed.instance(), listed.digest());
        for (Event.Node node : listed.nodes()) {
            addDigest(listed.instance(), node.digest());
            if (Boolean.FALSE.equals(node.digestMatches())) {
                broken(
                        Promise.EQUAL_AT_REST,
                        listed.at(),
                        listed.controlPlane() + " says that " + node.id() + " has another digest than the tables");
            }
        }
    }

    private void addDigest(String instance, @Nullable String digest) {
        if (digest != null) {
            digests.computeIfAbsent(instance, id -> new TreeSet<>()).add(digest);
        }
    }

    private Version newest(String instance) {
        Timeline timeline = timelines.get(instance);
        if (timeline == null) {
            throw new IllegalArgumentException("instance: " + instance + " (expected: one with a baseline)");
        }
        return timeline.newest();
    }

    private void broken(Promise promise, long at, String found) {
        violations.add(new Violation(promise, at, found));
    }

    List<Violation> violations() {
        return violations;
    }
}
