package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.keys.FetchFailure;
import dev.portcullis.gateway.keys.KeySourceStatus;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys.Standing;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.KeyReport.ReportedKey;
import dev.portcullis.model.KeyReport.State;
import dev.portcullis.model.WireJson;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the control plane, over the nodes topic, how this node stands with the keys of each source that publishes some, once
 * for all its rules. It looks some
 * times a second and says what has changed since it was last taken: a burst of changes becomes one report, and what Kafka
 * did not take is said again.
 */
public final class KeyReporter {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final String instanceId;
    private final String nodeId;
    private final NodesTopic topic;
    private final Supplier<List<Standing>> standings;

    /** By source id: what Kafka has, or will have unless it loses it. */
    private final Map<String, Standing> told = new ConcurrentHashMap<>();

    public KeyReporter(String instanceId, String nodeId, NodesTopic topic, Supplier<List<Standing>> standings) {
        this.instanceId = instanceId;
        this.nodeId = nodeId;
        this.topic = topic;
        this.standings = standings;
    }

    /** Begins to report, until the topic is closed: that takes all reports back. */
    public void start() {
        topic.atTheEnd(this::tellAllGone);
        topic.every(BETWEEN_LOOKS, this::tellNews);
    }

    /** Ends at the first record that does not get away: the next look begins with it again. */
    private void tellNews() {
        Set<String> followed = new HashSet<>();
        for (Standing now : standings.get()) {
            followed.add(now.sourceId());
            if (isNews(told.get(now.sourceId()), now) && !tell(now)) {
                return;
            }
        }
        for (String sourceId : told.keySet()) {
            if (!followed.contains(sourceId) && !tellGone(sourceId)) {
                return;
            }
        }
    }

    private static boolean isNews(@Nullable Standing before, Standing now) {
        return !now.equals(before) && !(before instanceof Standing.Followed known && onlyFetches(known, now));
    }

    /** That a refresh has begun is no news; what it brings will be. */
    private static boolean onlyFetches(Standing.Followed known, Standing now) {
        return now instanceof Standing.Followed next
                && next.status().nextFetchAt() == null
                && next.status().unavailable() == known.status().unavailable()
                && next.status().location().equals(known.status().location());
    }

    private void tellAllGone() {
        for (String sourceId : told.keySet()) {
            if (!tellGone(sourceId)) {
                return;
            }
        }
    }

    private boolean tell(Standing now) {
        String sourceId = now.sourceId();
        told.put(sourceId, now);
        boolean sent = topic.send(key(sourceId), WireJson.write(report(now)), () -> told.remove(sourceId, now));
        if (!sent) {
            told.remove(sourceId, now);
        }
        return sent;
    }

    private boolean tellGone(String sourceId) {
        Standing last = told.remove(sourceId);
        if (last == null) {
            return true;
        }
        boolean sent = topic.send(key(sourceId), null, () -> told.putIfAbsent(sourceId, last));
        if (!sent) {
            told.putIfAbsent(sourceId, last);
        }
        return sent;
    }

    private String key(String sourceId) {
        return KeyReport.topicKey(instanceId, nodeId, sourceId);
    }

    private KeyReport report(Standing standing) {
        return switch (standing) {
            case Standing.Unusable unusable ->
                new KeyReport(
                        instanceId,
                        nodeId,
                        unusable.sourceId(),
                        unusable.location(),
                        State.UNAVAILABLE,
                        List.of(),
                        null,
                        null,
                        unusable.fault(),
                        null,
                        0);
            case Standing.Followed followed -> report(followed, followed.status());
        };
    }

    private KeyReport report(Standing.Followed followed, KeySourceStatus status) {
        FetchFailure failure = status.lastFailure();
        return new KeyReport(
                instanceId,
                nodeId,
                followed.sourceId(),
                status.location(),
                state(status),
                status.keys().stream()
                        .map(key -> new ReportedKey(key.members(), key.algorithms()))
                        .toList(),
                millis(status.fetchedAt()),
                millis(status.nextFetchAt()),
                failure == null ? null : failure.reason() + ": " + failure.detail(),
                millis(status.failedAt()),
                status.failuresInARow());
    }

    private static State state(KeySourceStatus status) {
        return switch (status.unavailable()) {
            case NOT_YET_FETCHED -> State.PENDING;
            case NEVER_SUCCEEDED, TOO_OLD -> State.UNAVAILABLE;
            case null -> status.failuresInARow() == 0 ? State.FRESH : State.STALE;
        };
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
