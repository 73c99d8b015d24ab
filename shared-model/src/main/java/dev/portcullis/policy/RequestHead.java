package dev.portcullis.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What identifies the target of a request, as it was received.
 *
 * @param target the request target in any form of RFC 9112 section 3.2; for HTTP/2 the {@code :path}
 * @param hosts the values of every Host field, in order
 * @param authority the {@code :authority} of HTTP/2; null where there was none
 * @param version the protocol
 */
public record RequestHead(
        String method,
        String target,
        List<String> hosts,
        @Nullable String authority,
        Version version) {
    public RequestHead {
        hosts = List.copyOf(hosts);
    }

    /** The protocol versions that are served. */
    public enum Version {
        HTTP_1_0,
        HTTP_1_1,
        HTTP_2
    }
}
