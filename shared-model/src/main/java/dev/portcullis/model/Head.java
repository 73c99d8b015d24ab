package dev.portcullis.model;

import org.jspecify.annotations.Nullable;

/**
 * Makes all that precedes it on the topic the current configuration of an instance.
 *
 * @param instanceId the instance
 * @param epoch made with the instance; a restored database or a re-made id starts a new one, and revisions of different
 *     epochs do not compare
 * @param revision 1 and up, in commit order within the epoch
 * @param digest of the image that this head completes, or null where the writer did not state one
 */
public record Head(
        String instanceId,
        String epoch,
        long revision,
        @Nullable String digest) {
    public Head {
        if (revision < 1) {
            throw new IllegalArgumentException("revision: " + revision + " (expected: 1 or more)");
        }
    }

    /** Whether this head brings something that a holder of {@code held} does not have yet. */
    public boolean isNewerThan(Head held) {
        return !epoch.equals(held.epoch) || revision > held.revision;
    }
}
