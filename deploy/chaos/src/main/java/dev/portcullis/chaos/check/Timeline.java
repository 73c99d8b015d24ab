package dev.portcullis.chaos.check;

import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.Event.Outcome;
import dev.portcullis.chaos.model.ImpossibleOperationException;
import dev.portcullis.chaos.model.InstanceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was true of an instance, one version after another: the baseline, then each acknowledged change in the order of the
 * revisions. A database that is put back begins a new era, with a baseline of its own.
 */
final class Timeline {
    private final String instance;
    private final List<Version> versions = new ArrayList<>();
    private final Map<Long, Integer> indexOfWrite = new HashMap<>();
    private final Map<Long, Integer> indexOfBaseline = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private Timeline(String instance) {
        this.instance = instance;
    }

    static Timeline of(String instance, List<Event> events) {
        Timeline timeline = new Timeline(instance);
        List<Event.Baseline> baselines = events.stream()
                .filter(Event.Baseline.class::isInstance)
                .map(Event.Baseline.class::cast)
                .filter(baseline -> baseline.instance().equals(instance))
                .toList();
        List<Acknowledged> all = Acknowledged.of(instance, events);
        for (int era = 0; era < baselines.size(); era++) {
            long until = era + 1 < baselines.size() ? baselines.get(era + 1).beganAt() : Long.MAX_VALUE;
            long from = era == 0 ? Long.MIN_VALUE : baselines.get(era).beganAt();
            timeline.addEra(
                    era,
                    baselines.get(era),
                    all.stream()
                            .filter(change -> change.knownAt() >= from && change.knownAt() < until)
                            .toList());
        }
        return timeline;
    }

    private void addEra(int era, Event.Baseline baseline, List<Acknowledged> changes) {
        add(era, baseline.revision(), baseline.state(), baseline.beganAt());
        indexOfBaseline.put(baseline.endedAt(), versions.size() - 1);
        TreeMap<Long, List<Acknowledged>> byRevision = new TreeMap<>();
        changes.forEach(change -> byRevision
                .computeIfAbsent(change.revision(), r -> new ArrayList<>())
                .add(change));
        long expected = baseline.revision() + 1;
        for (Map.Entry<Long, List<Acknowledged>> entry : byRevision.entrySet()) {
            long revision = entry.getKey();
            if (revision > expected) {
                broken(
                        Violation.Promise.CHANGES_HAVE_ONE_ORDER,
                        entry.getValue().getFirst(),
                        "nothing is known of revision " + expected + ", but " + revision + " was made");
            }
            addRevision(era, revision, entry.getValue());
            expected = Math.max(expected, revision + 1);
        }
        checkOrder(changes);
    }

    /** One change made the revision; others that answered with it must have found nothing to change. */
    private void addRevision(int era, long revision, List<Acknowledged> changes) {
        Version before = versions.getLast();
        for (Acknowledged maker : changes) {
            try {
                InstanceState after = maker.on(before.state());
                boolean othersChangeNothing = changes.stream()
                        .filter(other -> other.id() != maker.id())
                        .allMatch(other -> other.on(after).equals(after));
                if (othersChangeNothing) {
                    if (revision > before.revision()) {
                        add(era, revision, after, maker.invokedAt());
                    } else if (!after.equals(before.state())) {
                        continue;
                    }
                    changes.forEach(change -> indexOfWrite.put(change.id(), versions.size() - 1));
                    return;
                }
            } catch (ImpossibleOperationException e) {
                if (changes.size() == 1) {
                    broken(Violation.Promise.NO_ACKNOWLEDGED_CHANGE_LOST, maker, maker + ": " + e.getMessage());
                    add(era, revision, before.state(), maker.invokedAt());
                    return;
                }
            }
        }
        broken(
                Violation.Promise.NO_ACKNOWLEDGED_CHANGE_LOST,
                changes.getFirst(),
                "revision " + revision + " was given as the answer to changes that cannot all be in it: " + changes);
    }

    private void add(int era, long revision, InstanceState state, long notBefore) {
        // Commits are in the order of revisions.
        long after = versions.isEmpty()
                ? notBefore
                : Math.max(notBefore, versions.getLast().notBefore());
        versions.add(new Version(versions.size(), era, revision, state, after));
    }

    /** Whatever was asked for after an answer has a later revision than that answer. */
    private void checkOrder(List<Acknowledged> changes) {
        Set<Long> told = new HashSet<>();
        for (Acknowledged later : changes) {
            for (Acknowledged earlier : changes) {
                if (earlier.answeredAt() < later.invokedAt()
                        && earlier.revision() > later.revision()
                        && told.add(later.id())) {
                    broken(Violation.Promise.CHANGES_HAVE_ONE_ORDER, later, later + " came after " + earlier);
                }
            }
        }
    }

    private void broken(Violation.Promise promise, Acknowledged change, String found) {
        violations.add(new Violation(promise, change.answeredAt(), instance + ", " + found));
    }

    List<Version> versions() {
        return versions;
    }

    Version newest() {
        return versions.getLast();
    }

    List<Violation> violations() {
        return violations;
    }

    /** The index of the newest version that may have been committed by then. */
    int newestAt(long time) {
        for (int index = versions.size() - 1; index > 0; index--) {
            if (versions.get(index).notBefore() <= time) {
                return index;
            }
        }
        return 0;
    }

    /** The index of the version that a baseline is. */
    int indexOf(Event.Baseline baseline) {
        return indexOfBaseline.getOrDefault(baseline.endedAt(), 0);
    }

    /** The index of the version that a write made or found; -1: none. */
    int indexOf(Event.Write write) {
        return write.outcome() instanceof Outcome.Done ? indexOfWrite.getOrDefault(write.id(), -1) : -1;
    }
}
