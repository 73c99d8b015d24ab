package dev.portcullis.gateway.feed;

import org.jspecify.annotations.Nullable;

/**
 * How the feed stands.
 *
 * @param state with the topic
 * @param origin where the configuration was read; null while there is none
 * @param newestAtMillis when this was last known to be the newest configuration, in milliseconds since 1970; 0 while there
 *     is none
 */
public record Standing(ConfigFeed.State state, @Nullable Origin origin, long newestAtMillis) {}
