package dev.portcullis.chaos.check;

import dev.portcullis.chaos.check.Violation.Promise;
import dev.portcullis.chaos.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/**
 * Follows one node through its answers, in the order in which they were asked for, and keeps the oldest version that it
 * can still hold. Sound without knowing what the node holds: an answer that fits no version between that one and the
 * newest that may have been committed is wrong, whichever of them it held.
 */
final class NodeTrace {
    private final String node;
    private final Timeline timeline;
    /** Versions that were acknowledged as applied by every live node, by the time from which this one had to hold them. */
    private final NavigableMap<Long, Integer> proven;

    private final List<Violation> violations = new ArrayList<>();
    private int oldest;
    private int oldestProven;

    NodeTrace(String node, Timeline timeline, NavigableMap<Long, Integer> proven) {
        this.node = node;
        this.timeline = timeline;
        this.proven = proven;
    }

    void take(Event.Verdict verdict) {
        if (verdict.status() != 200 && verdict.status() != 401 && verdict.status() != 404) {
            return;
        }
        raiseToProven(verdict.sentAt());
        int newest = timeline.newestAt(verdict.answeredAt());
        for (int index = oldest; index <= newest; index++) {
            if (fits(index, verdict)) {
                oldest = index;
                return;
            }
        }
        violations.add(new Violation(explain(verdict), verdict.answeredAt(), describe(verdict, newest)));
    }

    private boolean fits(int index, Event.Verdict verdict) {
        return verdict.probe().rightStatus(timeline.versions().get(index).state()) == verdict.status();
    }

    private Promise explain(Event.Verdict verdict) {
        boolean open = verdict.status() != 401;
        return open && oldestProven > 0 && oldest <= oldestProven
                ? Promise.NEVER_MORE_OPEN
                : Promise.VERDICTS_ARE_RIGHT;
    }

    private String describe(Event.Verdict verdict, int newest) {
        List<Version> versions = timeline.versions();
        return "%s answered %d %s to %s with %s; right from revision %d (acknowledged as applied: %d) to %d: %d"
                .formatted(
                        node,
                        verdict.status(),
                        verdict.code(),
                        verdict.probe().path(),
                        verdict.probe().pass(),
                        versions.get(oldest).revision(),
                        versions.get(oldestProven).revision(),
                        versions.get(newest).revision(),
                        verdict.probe().rightStatus(versions.get(newest).state()));
    }

    void take(Event.NodeState said) {
        if (!said.ready()) {
            return;
        }
        raiseToProven(said.askedAt());
        int newest = timeline.newestAt(said.answeredAt());
        boolean earlier = false;
        for (int index = newest; index >= 0; index--) {
            if (timeline.versions().get(index).revision() == said.revision()) {
                earlier = true;
            }
        }
        for (int index = oldest; index <= newest; index++) {
            if (timeline.versions().get(index).revision() == said.revision()) {
                oldest = index;
                return;
            }
        }
        String found = node + " holds revision " + said.revision() + (said.epoch() == null ? "" : " of " + said.epoch())
                + (earlier
                        ? ", which is older than "
                                + timeline.versions().get(oldest).revision() + ", which it had"
                        : ", which nobody committed (newest: "
                                + timeline.versions().get(newest).revision() + ")");
        violations.add(new Violation(Promise.REVISIONS_GO_FORWARD, said.answeredAt(), found));
    }

    private void raiseToProven(long time) {
        for (int index : proven.headMap(time, true).values()) {
            oldestProven = Math.max(oldestProven, index);
        }
        proven.headMap(time, true).clear();
        oldest = Math.max(oldest, oldestProven);
    }

    List<Violation> violations() {
        return violations;
    }
}
