package dev.portcullis.control.fetch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** {@code PORTCULLIS_KEYS_ALLOW_HTTP} and {@code PORTCULLIS_KEYS_ALLOW_NETWORKS}: the same as the nodes'. */
@ConfigMapping(prefix = "portcullis.keys")
public interface FetchConfig {
    /** Whether rules may name keys that are fetched over plain HTTP. */
    @WithDefault("false")
    boolean allowHttp();

    /** Ranges of addresses, such as {@code 10.0.0.0/8}, that rules may name although they are not public. */
    Optional<List<String>> allowNetworks();
}
