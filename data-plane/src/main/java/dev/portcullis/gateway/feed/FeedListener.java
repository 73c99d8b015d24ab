package dev.portcullis.gateway.feed;

import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import org.jspecify.annotations.Nullable;

/** Who is told what the config topic says. Called on the feed's thread only, one call after another. */
public interface FeedListener {
    /** A new head makes this image current. */
    void current(ConfigImage image);

    /** The instance has no configuration: its head is gone, or there never was one. */
    void absent();

    /**
     * A head came whose image cannot be read by this version.
     *
     * @param head null: the head itself cannot be read
     * @param reason names keys and fields, never their content
     */
    void unreadable(@Nullable Head head, String reason);
}
