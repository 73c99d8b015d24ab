package dev.portcullis.control.repair;

import dev.portcullis.model.InstancePartition;
import dev.portcullis.model.ItemKey;
import dev.portcullis.signature.TrustedKeys;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the whole topic holds, instance by instance. Not thread-safe: the audit's thread owns it. */
final class TopicView {
    private final TrustedKeys trusted;
    private final String topic;
    private final int partitions;
    private final Map<String, AuditedInstance> instances = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private long strays;
    private @Nullable String firstStray;

    TopicView(String topic, int partitions, TrustedKeys trusted) {
        this.topic = topic;
        this.partitions = partitions;
        this.trusted = trusted;
    }

    void record(ConsumerRecord<String, byte[]> record) {
        String key = record.key();
        int slash = key == null ? -1 : key.indexOf('/');
        String instanceId = slash < 1 ? "" : key.substring(0, slash);
        if (key == null || slash < 1 || record.partition() != InstancePartition.of(instanceId, partitions)) {
            stray(record);
            return;
        }
        AuditedInstance instance = of(instanceId);
        if (key.equals(new ItemKey.OfHead(instanceId).text())) {
            instance.head(record.value(), record.offset(), trusted);
        } else {
            instance.record(key, record.value(), record.offset());
        }
        touched.add(instanceId);
    }

    /** No node reads it: it is under no key of ours, or in a partition that is not its instance's. */
    private void stray(ConsumerRecord<String, byte[]> record) {
        if (record.value() != null) {
            strays++;
            if (firstStray == null) {
                firstStray = topic + "-" + record.partition() + " at offset " + record.offset();
            }
        }
    }

    /** What was passed over since this was asked for last, in words; null if nothing was. */
    @Nullable
    String takeStrays() {
        String first = firstStray;
        if (first == null) {
            return null;
        }
        String text =
                strays + " records under keys of no instance, or of one in another partition, the first in " + first;
        strays = 0;
        firstStray = null;
        return text;
    }

    AuditedInstance of(String instanceId) {
        return instances.computeIfAbsent(
                instanceId,
                id -> new AuditedInstance(id, new TopicPartition(topic, InstancePartition.of(id, partitions))));
    }

    Set<String> ids() {
        return instances.keySet();
    }

    /** The instances of which records were read since this was asked for last, and that are not whole by themselves. */
    Set<String> takeInconsistent() {
        Set<String> inconsistent = new HashSet<>();
        for (String id : touched) {
            if (!of(id).isConsistent()) {
                inconsistent.add(id);
            }
        }
        touched.clear();
        return inconsistent;
    }
}
