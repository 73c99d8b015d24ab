package dev.portcullis.gateway.feed;

import java.time.Duration;
import java.util.List;

/**
 * What a node does while it has not got hold of its configuration on the topic.
 *
 * @param topicWait how long to try Kafka alone, from the start of the node
 * @param sources what to ask then, in this order, until one has a configuration
 * @param keeper is given what is applied
 */
public record StartSettings(Duration topicWait, List<SnapshotSource> sources, ImageKeeper keeper) {
    /** The topic, or nothing. */
    public static final StartSettings TOPIC_ONLY =
            new StartSettings(Duration.ofSeconds(3), List.of(), ImageKeeper.NONE);

    public StartSettings {
        sources = List.copyOf(sources);
    }
}
