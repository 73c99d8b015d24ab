package dev.portcullis.control.repair;

import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What the tables say that the topic holds of an instance.
 *
 * @param digest null: it was never published with one
 */
record StoredHead(
        String instanceId,
        String epoch,
        long revision,
        @Nullable String digest) {

    static StoredHead of(String instanceId, String epoch, long revision, byte @Nullable [] digestState) {
        String digest = digestState == null ? null : ImageDigest.of(digestState).value();
        return new StoredHead(instanceId, epoch, revision, digest);
    }

    boolean isThatOf(Head head) {
        return epoch.equals(head.epoch())
                && revision == head.revision()
                && head.digest().equals(digest);
    }

    /** Whether who holds the head takes this one for newer, or for the same. */
    boolean supersedes(Head held) {
        int byEpoch = epoch.compareTo(held.epoch());
        return byEpoch > 0 || (byEpoch == 0 && revision > held.revision()) || isThatOf(held);
    }
}
