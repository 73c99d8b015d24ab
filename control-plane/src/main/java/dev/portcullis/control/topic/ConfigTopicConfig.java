package dev.portcullis.control.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code PORTCULLIS_CONFIG_TOPIC}, {@code …_PARTITIONS}, {@code …_REPLICATION}. */
@ConfigMapping(prefix = "portcullis.config")
public interface ConfigTopicConfig {
    @WithDefault("portcullis.config")
    String topic();

    /** Only for making the topic; 1 and up, and never changed while it holds records. */
    @WithDefault("8")
    int partitions();

    /** Only for making the topic. */
    @WithDefault("1")
    short replication();
}
