package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.cluster.Cluster;
import dev.portcullis.chaos.cluster.ManagedPart;
import dev.portcullis.chaos.cluster.SmallDisk;
import java.io.IOException;
import java.time.Duration;

/** What is done to what parts run on. */
final class MachineFaults {
    private MachineFaults() {}

    /** The database's disk is full. PostgreSQL may end of that, and is started again when there is room. */
    record FullDisk(ManagedPart postgres, SmallDisk disk) implements Fault {
        @Override
        public String target() {
            return postgres.name();
        }

        @Override
        public boolean isAlone() {
            return true;
        }

        @Override
        public void begin() {
            postgres.mayEnd();
            disk.fill();
        }

        @Override
        public void end() throws IOException {
            disk.empty();
            postgres.stop();
            postgres.start();
            postgres.awaitReady();
        }
    }

    /** A node's clock is behind. */
    record SkewedClock(Cluster cluster, int number) implements Fault {
        private static final Duration BEHIND = Duration.ofHours(1);

        private ManagedPart node() {
            return cluster.nodes().get(number);
        }

        @Override
        public String target() {
            return node().name();
        }

        @Override
        public boolean isAlone() {
            return true;
        }

        @Override
        public void begin() {
            startWithClock(BEHIND);
        }

        @Override
        public void end() {
            startWithClock(Duration.ZERO);
        }

        private void startWithClock(Duration behind) {
            node().stop();
            cluster.setBehind(number, behind);
            node().start();
            node().awaitReady();
        }
    }
}
