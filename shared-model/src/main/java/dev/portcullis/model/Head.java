package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * Makes all that precedes it on the topic the current configuration of an instance. On the topic it is the payload of a JWS
 * (see {@link WireJson}).
 *
 * @param format of this head; see {@link #FORMAT}
 * @param instanceId the instance
 * @param epoch made with the instance; a restored database or a re-made id starts a new one, which sorts after every
 *     earlier one of the instance
 * @param revision 1 and up, in commit order within the epoch
 * @param state whether the instance still is
 * @param items how many records the image consists of, 0 or more
 * @param digest of these records, see {@link ImageDigest}
 * @param previousDigest of the head before this one in commit order, which a reader of a compacted log may not have seen;
 *     null for the first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Head(
        int format,
        String instanceId,
        String epoch,
        long revision,
        State state,
        int items,
        String digest,
        @Nullable String previousDigest) {
    /**
     * The newest format that this version understands. Members that it does not know are passed over: a head constrains what
     * precedes it only by what these members say. What must not be passed over raises the format.
     */
    public static final int FORMAT = 1;

    /** Whether an instance still is. */
    public enum State {
        CURRENT,
        /** The instance has been deleted; nodes that serve it answer 503. */
        DELETED
    }

    public Head {
        if (revision < 1) {
            throw new IllegalArgumentException("revision: " + revision + " (expected: 1 or more)");
        }
        if (items < 0) {
            throw new IllegalArgumentException("items: " + items + " (expected: 0 or more)");
        }
    }

    /** The head of a set of records, in the newest format. */
    public static Head of(
            String instanceId, String epoch, long revision, State state, ImageDigest image, @Nullable String previous) {
        return new Head(FORMAT, instanceId, epoch, revision, state, image.records(), image.value(), previous);
    }

    /** The head of an image that is compiled where it was made and never crosses the topic: it states no digest. */
    public static Head withoutDigest(String instanceId, String epoch, long revision) {
        return new Head(FORMAT, instanceId, epoch, revision, State.CURRENT, 0, "", null);
    }

    /** Whether this head brings something that a holder of {@code held} does not have yet. */
    public boolean isNewerThan(Head held) {
        int byEpoch = epoch.compareTo(held.epoch);
        return byEpoch > 0 || (byEpoch == 0 && revision > held.revision);
    }

    /** Whether this is the same revision of the same content. */
    public boolean isSameAs(Head other) {
        return epoch.equals(other.epoch) && revision == other.revision && digest.equals(other.digest);
    }

    @JsonIgnore
    public boolean isDeleted() {
        return state == State.DELETED;
    }
}
