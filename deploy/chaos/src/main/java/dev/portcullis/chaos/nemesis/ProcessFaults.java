package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.cluster.ManagedPart;

/** What is done to processes. */
sealed interface ProcessFaults extends Fault {
    ManagedPart part();

    @Override
    default String target() {
        return part().name();
    }

    /** Lets it run again, without waiting until it is ready. */
    void startAgain();

    @Override
    default void end() {
        part().awaitReady();
    }

    /** SIGKILL. */
    record Kill(ManagedPart part) implements ProcessFaults {
        @Override
        public void begin() {
            part.kill();
        }

        @Override
        public void startAgain() {
            part.start();
        }
    }

    /** Ended in order. */
    record Restart(ManagedPart part) implements ProcessFaults {
        @Override
        public void begin() {
            part.stop();
        }

        @Override
        public void startAgain() {
            part.start();
        }
    }

    /** SIGSTOP. */
    record Pause(ManagedPart part) implements ProcessFaults {
        @Override
        public void begin() {
            part.pause();
        }

        @Override
        public void startAgain() {
            part.resume();
        }

        /** It does its work again as soon as it runs. */
        @Override
        public void end() {}
    }
}
