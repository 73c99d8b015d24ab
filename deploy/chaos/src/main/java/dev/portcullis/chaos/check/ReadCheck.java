package dev.portcullis.chaos.check;

import dev.portcullis.chaos.check.Violation.Promise;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.Event.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the management API answers is one whole version, and none that is older than what it has acknowledged. */
final class ReadCheck {
    private final List<Event> events;
    private final List<Violation> violations = new ArrayList<>();

    ReadCheck(Map<String, Timeline> timelines, List<Event> events) {
        this.events = events;
        for (Event event : events) {
            if (event instanceof Event.Read read && timelines.containsKey(read.instance())) {
                check(read, timelines.get(read.instance()));
            }
        }
    }

    private void check(Event.Read read, Timeline timeline) {
        int oldest = oldestAllowed(read, timeline);
        int newest = timeline.newestAt(read.answeredAt());
        for (int index = oldest; index <= newest; index++) {
            Version version = timeline.versions().get(index);
            if (version.revision() == read.revision()) {
                if (!version.state().content().equals(read.state().content())) {
                    violations.add(new Violation(
                            Promise.NOTHING_APPLIED_IN_PART,
                            read.answeredAt(),
                            read.instance() + " at revision " + read.revision()
                                    + " is not what its changes make of it: " + difference(version, read)));
                }
                return;
            }
        }
        violations.add(new Violation(
                Promise.NO_ACKNOWLEDGED_CHANGE_LOST,
                read.answeredAt(),
                "%s was read at revision %d of %s (expected: %d to %d)"
                        .formatted(
                                read.instance(),
                                read.revision(),
                                read.epoch(),
                                timeline.versions().get(oldest).revision(),
                                timeline.versions().get(newest).revision())));
    }

    private int oldestAllowed(Event.Read read, Timeline timeline) {
        int oldest = 0;
        for (Event event : events) {
            switch (event) {
                case Event.Write write
                when write.instance().equals(read.instance())
                        && write.completedAt() < read.askedAt()
                        && write.outcome() instanceof Outcome.Done ->
                    oldest = Math.max(oldest, timeline.indexOf(write));
                case Event.Baseline baseline
                when baseline.instance().equals(read.instance()) && baseline.endedAt() < read.askedAt() ->
                    oldest = Math.max(oldest, timeline.indexOf(baseline));
                default -> {}
            }
        }
        return oldest;
    }

    private static String difference(Version version, Event.Read read) {
        SortedSet<String> missing = new TreeSet<>(version.state().content());
        missing.removeAll(read.state().content());
        SortedSet<String> unexpected = new TreeSet<>(read.state().content());
        unexpected.removeAll(version.state().content());
        return "missing " + missing + ", unexpected " + unexpected;
    }

    List<Violation> violations() {
        return violations;
    }
}
