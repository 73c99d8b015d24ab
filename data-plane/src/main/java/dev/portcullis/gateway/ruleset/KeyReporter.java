package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.keys.FetchFailure;
import dev.portcullis.gateway.keys.KeySourceStatus;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys.Standing;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.KeyReport.ReportedKey;
import dev.portcullis.model.KeyReport.State;
import dev.portcullis.model.Report;
import dev.portcullis.signature.ReportSigner;
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
    private final ReportSigner signer;
    private final Supplier<List<Standing>> standings;

    /** By source id: what Kafka has, or will have unless it loses it. */
    private final Map<String, Standing> told = new ConcurrentHashMap<>();

    public KeyReporter(
            String instanceId,
            String nodeId,
            NodesTopic topic,
            ReportSigner signer,
            Supplier<List<Standing>> standings) {
        this.instanceId = instanceId;
        this.nodeId = nodeId;
        this.topic = topic;
        this.signer = signer;
        this.standings = standings;
    }

    /** Begins to report, until the topic is closed: that takes all reports back. */
    public void start() {
        topic.atTheEnd(this::tellAllGone);
        topic.whenMadeAnew(told::clear);
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
        boolean sent = topic.send(key(sourceId), signer.sign(report(now)), () -> told.remove(sourceId, now));
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
        Runnable lost = () -> told.putIfAbsent(sourceId, last);
        byte[] gone = signer.sign(KeyReport.gone(instanceId, nodeId, sourceId, location(last), signer.stamp()));
        boolean sent = topic.send(key(sourceId), gone, lost) && topic.send(key(sourceId), null, lost);
        if (!sent) {
            told.putIfAbsent(sourceId, last);
        }
        return sent;
    }

    private static String location(Standing standing) {
        return switch (standing) {
            case Standing.Unusable unusable -> unusable.location();
            case Standing.Followed followed -> followed.status().location();
        };
    }

    private String key(String sourceId) {
        return KeyReport.topicKey(instanceId, nodeId, sourceId);
    }

    private KeyReport report(Standing standing) {
        return switch (standing) {
            case Standing.Unusable unusable ->
                new KeyReport(
                        Report.FORMAT,
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
                        0,
                        signer.stamp());
            case Standing.Followed followed -> report(followed, followed.status());
        };
    }

    private KeyReport report(Standing.Followed followed, KeySourceStatus status) {
        FetchFailure failure = status.lastFailure();
        return new KeyReport(
                Report.FORMAT,
                instanceId,
                nodeId,
                followed.sourceId(),
                status.location(),
                state(status),
                status.keys().stream()
                        .map(key -> new ReportedKey(key.members(), key.algorithms(), key.reason()))
                        .toList(),
                millis(status.fetchedAt()),
                millis(status.nextFetchAt()),
                failure == null ? null : failure.reason() + ": " + failure.detail(),
                millis(status.failedAt()),
                status.failuresInARow(),
                signer.stamp());
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
