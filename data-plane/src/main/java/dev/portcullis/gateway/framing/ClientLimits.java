package dev.portcullis.gateway.framing;

import java.time.Duration;

/**
 * How long a client is waited for.
 *
 * @param head from the first byte of a request to the end of its header, in HTTP/1
 * @param idle without a byte in either direction, whatever the connection is in the middle of
 * @param switched the same for a connection that has changed to another protocol, where silence is usual
 */
public record ClientLimits(Duration head, Duration idle, Duration switched) {
    public static final ClientLimits USUAL =
            new ClientLimits(Duration.ofSeconds(20), Duration.ofSeconds(75), Duration.ofHours(1));
}
