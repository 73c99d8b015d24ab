package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.cluster.Cluster;
import dev.portcullis.local.Trees;
import java.io.IOException;

/** What is done to what Kafka keeps. Nothing repairs it but the system itself. */
final class LogFaults {
    private LogFaults() {}

    record Deletion(Topics topics, String topic) implements Fault {
        @Override
        public String target() {
            return topic;
        }

        @Override
        public void begin() throws IOException {
            topics.delete(topic);
        }

        @Override
        public void end() {}
    }

    record Truncation(Topics topics, String topic) implements Fault {
        @Override
        public String target() {
            return topic;
        }

        @Override
        public void begin() throws IOException {
            topics.truncate(topic);
        }

        @Override
        public void end() {}
    }

    /** The broker is killed, and comes back with an empty disk. */
    record LostBroker(Cluster cluster) implements Fault {
        @Override
        public String target() {
            return cluster.kafka().name();
        }

        @Override
        public void begin() throws IOException {
            cluster.kafka().kill();
            Trees.remove(cluster.kafkaData());
        }

        @Override
        public void end() {
            cluster.kafka().start();
            cluster.kafka().awaitReady();
        }
    }
}
