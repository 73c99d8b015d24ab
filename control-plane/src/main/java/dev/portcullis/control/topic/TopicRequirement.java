package dev.portcullis.control.topic;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** What both topics must be like for what is on them to stay there until it is superseded, and to be taken at all. */
enum TopicRequirement {
    /** Retention by time or size would remove what nothing has superseded. */
    COMPACTION(TopicConfig.CLEANUP_POLICY_CONFIG) {
        @Override
        Optional<String> expected(String found, TopicDescription topic) {
            return unless(found.equals(TopicConfig.CLEANUP_POLICY_COMPACT), TopicConfig.CLEANUP_POLICY_COMPACT);
        }

        @Override
        String right(TopicDescription topic) {
            return TopicConfig.CLEANUP_POLICY_COMPACT;
        }
    },
    /** A node that was away for an hour reads on where it was; for so long, and one more, tombstones must be there. */
    TOMBSTONES(TopicConfig.DELETE_RETENTION_MS_CONFIG) {
        @Override
        Optional<String> expected(String found, TopicDescription topic) {
            return unless(Long.parseLong(found) >= TOMBSTONE_MILLIS, TOMBSTONE_MILLIS + " or more");
        }

        @Override
        String right(TopicDescription topic) {
            return Long.toString(TimeUnit.HOURS.toMillis(24));
        }
    },
    RECORD_LENGTH(TopicConfig.MAX_MESSAGE_BYTES_CONFIG) {
        @Override
        Optional<String> expected(String found, TopicDescription topic) {
            int needed = Topics.MAX_RECORD_BYTES + Topics.RECORD_OVERHEAD_BYTES;
            return unless(Long.parseLong(found) >= needed, needed + " or more");
        }

        @Override
        String right(TopicDescription topic) {
            return Integer.toString(1 << 20);
        }
    },
    /** With more than there are replicas, Kafka takes no write. */
    REPLICAS_IN_SYNC(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG) {
        @Override
        Optional<String> expected(String found, TopicDescription topic) {
            return unless(Integer.parseInt(found) <= replicas(topic), "1-" + replicas(topic) + ", its replicas");
        }

        @Override
        String right(TopicDescription topic) {
            return Integer.toString(Math.max(1, replicas(topic) - 1));
        }
    };

    private static final long TOMBSTONE_MILLIS = TimeUnit.HOURS.toMillis(2);

    private final String setting;

    TopicRequirement(String setting) {
        this.setting = setting;
    }

    /** What was expected, in words; empty if it was found. */
    abstract Optional<String> expected(String found, TopicDescription topic);

    /** The value with which a wrong one is replaced. */
    abstract String right(TopicDescription topic);

    String setting() {
        return setting;
    }

    /** @param found null: the broker does not say, which it then does not hold against anybody */
    Optional<TopicFault> judge(@Nullable String found, TopicDescription topic) {
        return found == null
                ? Optional.empty()
                : expected(found, topic).map(expected -> new TopicFault(topic.name(), setting, found, expected));
    }

    private static Optional<String> unless(boolean isRight, String expected) {
        return isRight ? Optional.empty() : Optional.of(expected);
    }

    private static int replicas(TopicDescription topic) {
        return topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(1);
    }
}
