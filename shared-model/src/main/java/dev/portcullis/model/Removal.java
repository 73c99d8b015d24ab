package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * With this the control plane takes a report off the nodes topic that its node will not take back itself any more; a
 * tombstone follows. On the topic it is the payload of a JWS under the key of that report.
 *
 * @param format see {@link Report#FORMAT}
 * @param last the newest report that it takes away: later ones stay
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Removal(int format, String topicKey, ReportStamp last) {
    public static Removal of(String topicKey, ReportStamp last) {
        return new Removal(Report.FORMAT, topicKey, last);
    }
}
