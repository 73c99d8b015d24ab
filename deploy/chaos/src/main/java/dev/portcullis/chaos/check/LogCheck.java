package dev.portcullis.chaos.check;

import dev.portcullis.chaos.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The heads that the control plane writes to the log go forward: what is published twice is the same or newer. Nodes pass
 * over a head that is older, but a log that goes back is compacted to what is old. An older database that was put back
 * begins anew.
 */
final class LogCheck {
    private final List<Violation> violations = new ArrayList<>();

    LogCheck(List<Event> events) {
        Map<String, Event.LogHead> newest = new HashMap<>();
        for (Event event : events) {
            if (event instanceof Event.LogHead head) {
                String log = head.instance() + " " + head.reading() + " " + head.epoch() + " " + era(events, head);
                Event.LogHead before = newest.get(log);
                if (before != null && before.revision() > head.revision()) {
                    violations.add(new Violation(
                            Violation.Promise.THE_LOG_GOES_FORWARD,
                            head.at(),
                            "revision " + head.revision() + " of " + head.instance() + " was published at offset "
                                    + head.offset() + ", after revision " + before.revision() + " at offset "
                                    + before.offset()));
                } else {
                    newest.put(log, head);
                }
            }
        }
    }

    /** How often an older database had been put back: until the control plane notices, that goes on from where it was. */
    private static long era(List<Event> events, Event.LogHead head) {
        return events.stream()
                .filter(event -> event instanceof Event.Baseline baseline
                        && baseline.instance().equals(head.instance())
                        && baseline.beganAt() <= head.at())
                .count();
    }

    List<Violation> violations() {
        return violations;
    }
}
