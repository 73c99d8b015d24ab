package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node holds of the keys that one source publishes, on the nodes topic, keyed
 * {@code {instanceId}/{nodeId}/{sourceId}}: at every change, and once, however many rules name the source.
 *
 * @param format see {@link Report#FORMAT}
 * @param sourceId of the source, which both planes compute from a rule; never contains a slash
 * @param location the URL of the set or the issuer of the discovery, without query and user information
 * @param keys of the set that serves; empty if none does
 * @param fetchedAtMillis Unix time in milliseconds at which that set came; null if none serves
 * @param nextFetchAtMillis Unix time in milliseconds of the next refresh or retry; null while a fetch is under way
 * @param lastError why the last fetch that failed did, even if one has succeeded since; null if none has failed
 * @param failedAtMillis Unix time in milliseconds of that failure
 * @param failuresInARow since the last success
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record KeyReport(
        int format,
        String instanceId,
        String nodeId,
        String sourceId,
        String location,
        State state,
        List<ReportedKey> keys,
        @Nullable Long fetchedAtMillis,
        @Nullable Long nextFetchAtMillis,
        @Nullable String lastError,
        @Nullable Long failedAtMillis,
        int failuresInARow,
        ReportStamp stamp)
        implements Report {
    public KeyReport {
        keys = List.copyOf(keys);
    }

    /** How the node stands with the key set. */
    public enum State {
        /** No fetch yet, or the first one is under way. */
        PENDING,
        /** A set serves, perhaps one without usable keys, and the last fetch succeeded. */
        FRESH,
        /** A set serves, but the last fetch failed. */
        STALE,
        /** No set serves: the fetches failed, or the last good one is too old. */
        UNAVAILABLE,
        /** The node follows the source no longer. */
        GONE
    }

    /**
     * A key of the set.
     *
     * @param members the public members of the JWK (RFC 7517 section 4)
     * @param algorithms that it can verify, by their JWS names; empty if it cannot serve here
     * @param reason why it cannot serve; null if it can, or if the node's version does not say
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ReportedKey(
            Map<String, Object> members,
            List<String> algorithms,
            @Nullable String reason) {
        public ReportedKey {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
            algorithms = List.copyOf(algorithms);
        }
    }

    /** Whether a set serves, be it without usable keys. */
    public boolean serves() {
        return state == State.FRESH || state == State.STALE;
    }

    @Override
    public String topicKey() {
        return topicKey(instanceId, nodeId, sourceId);
    }

    @Override
    public boolean isFarewell() {
        return state == State.GONE;
    }

    /** Says that the node follows the source no longer. */
    public static KeyReport gone(
            String instanceId, String nodeId, String sourceId, String location, ReportStamp stamp) {
        return new KeyReport(
                FORMAT,
                instanceId,
                nodeId,
                sourceId,
                location,
                State.GONE,
                List.of(),
                null,
                null,
                null,
                null,
                0,
                stamp);
    }

    /** The location of keys that are found by a URL or by an issuer: what people may see of it. */
    public static String locationOf(String url) {
        return url.replaceFirst("[?#].*$", "").replaceFirst("//[^/]*@", "//");
    }

    /** The key of the record on the nodes topic. */
    public static String topicKey(String instanceId, String nodeId, String sourceId) {
        return NodeReport.topicKey(instanceId, nodeId) + "/" + sourceId;
    }
}
