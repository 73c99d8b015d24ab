package dev.portcullis.control.node;

import dev.portcullis.model.KeyReport;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Removal;
import dev.portcullis.model.Report;
import dev.portcullis.signature.EnrolmentSecrets;
import dev.portcullis.signature.SignedRemoval;
import dev.portcullis.signature.SignedReport;
import dev.portcullis.signature.SigningKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what the nodes topic says. A node is known by reports that an admitted key has signed, and known until such a one
 * says farewell or the control plane has signed its removal: a tombstone alone makes nobody vanish.
 */
@ApplicationScoped
class ReportIntake {
    private final EnrolmentSecrets secrets;
    private final SigningKeys signingKeys;
    private final ReportOrder order;
    private final NodeReports reports;
    private final KeyReports keyReports;
    private final IgnoredReports ignored;

    ReportIntake(
            EnrolmentSecrets secrets,
            SigningKeys signingKeys,
            ReportOrder order,
            NodeReports reports,
            KeyReports keyReports,
            IgnoredReports ignored) {
        this.secrets = secrets;
        this.signingKeys = signingKeys;
        this.order = order;
        this.reports = reports;
        this.keyReports = keyReports;
        this.ignored = ignored;
    }

    /** When a record was written. */
    enum Written {
        /** Before the topic was begun to be read, however long. */
        BEFORE,
        SINCE
    }

    /**
     * What a record leaves to be done.
     *
     * @param leftBehind the key reports of a node that is gone
     * @param overwritten the key under which a foreign record stands in place of a report; null: none
     */
    record Aftermath(List<KeyReport> leftBehind, @Nullable String overwritten) {
        static final Aftermath NONE = new Aftermath(List.of(), null);
    }

    /** Takes in a record. */
    Aftermath take(ConsumerRecord<String, byte[]> record, Written written) {
        if (record.key() == null) {
            return ignore(record, "NO_KEY");
        }
        if (record.value() == null) {
            return order.standing(record.key()).isPresent()
                    ? foreign(record, "TOMBSTONE_WITHOUT_FAREWELL")
                    : Aftermath.NONE;
        }
        return switch (SignedReport.read(record.value(), secrets)) {
            case SignedReport.Reading.Read read -> take(record, read, written);
            case SignedReport.Reading.Unreadable unreadable -> foreign(record, "UNREADABLE");
            case SignedReport.Reading.Untrusted untrusted ->
                untrusted.reason() == SignedReport.Reason.OTHER_TYPE
                        ? removal(record)
                        : foreign(record, untrusted.reason().name());
        };
    }

    /** Compaction would drop what the node itself had said under the key, and who starts then would not know the node. */
    private Aftermath foreign(ConsumerRecord<String, byte[]> record, String reason) {
        ignored.ignored(record, reason);
        return new Aftermath(List.of(), order.standing(record.key()).isPresent() ? record.key() : null);
    }

    private Aftermath ignore(ConsumerRecord<String, byte[]> record, String reason) {
        ignored.ignored(record, reason);
        return Aftermath.NONE;
    }

    private Aftermath take(ConsumerRecord<String, byte[]> record, SignedReport.Reading.Read read, Written written) {
        Report report = read.report();
        String key = report.topicKey();
        if (!key.equals(record.key())) {
            return foreign(record, "OTHER_KEY");
        }
        byte[] kept = report instanceof NodeReport ? record.value() : null;
        return switch (written) {
            case BEFORE -> order.replay(key, read.process(), report.stamp(), kept) ? replayed(report) : Aftermath.NONE;
            case SINCE -> {
                ReportOrder.Verdict verdict = order.judge(key, read.process(), report.stamp(), kept);
                yield switch (verdict) {
                    case KNOWN -> Aftermath.NONE;
                    case REPEATED, OLDER_PROCESS, TOO_OLD ->
                        report.isFarewell() ? foreign(record, verdict.name()) : ignore(record, verdict.name());
                    case TIMELY, UNTIMELY -> heard(report, verdict);
                };
            }
        };
    }

    private Aftermath replayed(Report report) {
        if (report.isFarewell()) {
            return farewell(report);
        }
        switch (report) {
            case NodeReport node -> reports.replayed(node);
            case KeyReport keys -> keyReports.heard(keys);
        }
        return Aftermath.NONE;
    }

    private Aftermath heard(Report report, ReportOrder.Verdict verdict) {
        if (report.isFarewell()) {
            return farewell(report);
        }
        switch (report) {
            case NodeReport node -> {
                if (verdict == ReportOrder.Verdict.TIMELY) {
                    reports.heard(node);
                } else {
                    reports.heardUntimely(node);
                }
            }
            case KeyReport keys -> keyReports.heard(keys);
        }
        return Aftermath.NONE;
    }

    private Aftermath farewell(Report report) {
        order.takenBack(report.topicKey());
        return switch (report) {
            case NodeReport node -> nodeGone(node.instanceId(), node.nodeId());
            case KeyReport keys -> {
                keyReports.gone(keys.instanceId(), keys.nodeId(), keys.sourceId());
                yield Aftermath.NONE;
            }
        };
    }

    private Aftermath nodeGone(String instanceId, String nodeId) {
        reports.gone(instanceId, nodeId);
        return new Aftermath(keyReports.nodeGone(instanceId, nodeId), null);
    }

    private Aftermath removal(ConsumerRecord<String, byte[]> record) {
        Optional<Removal> read = SignedRemoval.read(record.value(), signingKeys.trusted());
        if (read.isEmpty()) {
            return foreign(record, SignedReport.Reason.OTHER_TYPE.name());
        }
        Removal removal = read.get();
        if (!removal.topicKey().equals(record.key())) {
            return foreign(record, "OTHER_KEY");
        }
        return remove(removal);
    }

    /** Takes in what the control plane itself says. */
    Aftermath remove(Removal removal) {
        if (!order.removed(removal.topicKey(), removal.last())) {
            // The node has reported since, and so it stays.
            return Aftermath.NONE;
        }
        String[] key = removal.topicKey().split("/", -1);
        return switch (key.length) {
            case 2 -> nodeGone(key[0], key[1]);
            case 3 -> {
                keyReports.gone(key[0], key[1], key[2]);
                yield Aftermath.NONE;
            }
            default -> Aftermath.NONE;
        };
    }
}
