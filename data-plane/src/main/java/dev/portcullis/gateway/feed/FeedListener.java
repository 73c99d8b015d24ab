package dev.portcullis.gateway.feed;

import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.Rejection;
import org.jspecify.annotations.Nullable;

/** Is told what the config topic says. Called on the feed's thread only, one call after another. */
public interface FeedListener {
    /**
     * A head makes this image current; its records are those that the head describes. Told once more, of the same head, when
     * what was read elsewhere is found on the topic or at the control plane.
     *
     * @return whether it is in force now; false if the listener does not take it
     */
    boolean current(ConfigImage image, Origin origin);

    /** The instance has no configuration: it has been deleted, or there never was one. */
    void absent();

    /**
     * The newest head does not apply; what is in force stays so.
     *
     * @param head null: the head itself cannot be read
     * @param reason names keys and fields, never their content
     */
    void rejected(@Nullable Head head, Rejection rejection, String reason);

    /** A record was passed over, and has changed nothing. */
    void ignored(IgnoredRecord ignored);
}
