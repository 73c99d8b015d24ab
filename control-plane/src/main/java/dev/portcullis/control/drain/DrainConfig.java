package dev.portcullis.control.drain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code PORTCULLIS_DRAIN_LIMIT}. */
@ConfigMapping(prefix = "portcullis.drain")
interface DrainConfig {
    /** How long requests in flight have to finish when the process is told to end. */
    @WithDefault("10S")
    Duration limit();
}
