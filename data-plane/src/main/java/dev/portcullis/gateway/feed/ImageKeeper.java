package dev.portcullis.gateway.feed;

import dev.portcullis.model.Head;
import dev.portcullis.snapshot.Snapshot;

/** Keeps the configuration in force beyond the life of the process. Called on the feed's thread, which it never blocks. */
public interface ImageKeeper {
    /** Keeps nothing. */
    ImageKeeper NONE = new ImageKeeper() {
        @Override
        public boolean isDue(Head head) {
            return false;
        }

        @Override
        public void keep(Snapshot snapshot) {}

        @Override
        public void forget() {}

        @Override
        public void closing() {}
    };

    /** Whether to keep the image of this head now: it is another one than is kept, or has been confirmed long ago. */
    boolean isDue(Head head);

    void keep(Snapshot snapshot);

    /** The instance has been deleted: what is kept of it may not come into force again. */
    void forget();

    /** The feed ends: what is not kept yet is due. */
    void closing();
}
