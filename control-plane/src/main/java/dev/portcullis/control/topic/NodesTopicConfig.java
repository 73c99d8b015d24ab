package dev.portcullis.control.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code PORTCULLIS_NODES_TOPIC}, {@code …_PARTITIONS}, {@code …_REPLICATION}, {@code …_HEARTBEAT}, {@code …_CLOCK_SKEW}. */
@ConfigMapping(prefix = "portcullis.nodes")
public interface NodesTopicConfig {
    @WithDefault("portcullis.nodes")
    String topic();

    /** Only for making the topic; 1 and up. */
    @WithDefault("1")
    int partitions();

    /** Only for making the topic. */
    @WithDefault("1")
    short replication();

    /** How often a node reports while nothing changes; a node that is silent for three of them is unreachable. */
    @WithDefault("2S")
    Duration heartbeat();

    /** How far the clock of a node may be from ours, either way, before that is called a fault. */
    @WithDefault("5S")
    Duration clockSkew();
}
