package dev.portcullis.control.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code PORTCULLIS_TOPICS_REPAIR}, {@code …_CHECK_EVERY}: how settings of topics are watched. */
@ConfigMapping(prefix = "portcullis.topics")
public interface TopicsConfig {
    /** Whether a wrong setting is set right, instead of waiting for somebody to do so. */
    @WithDefault("false")
    boolean repair();

    /** Between two looks at topics that exist. */
    @WithDefault("10S")
    Duration checkEvery();
}
