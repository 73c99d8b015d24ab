package dev.portcullis.gateway.upstream;

import java.time.Duration;

/**
 * How long and how much of an upstream is borne with.
 *
 * @param connect to connect
 * @param idle without a byte in either direction, also while waiting for the response
 * @param keepAlive a connection is kept unused for the next request
 * @param headerBytes of a response's header
 * @param connectionsPerTarget from one event loop
 * @param waiting requests for one of these connections; more are refused
 */
public record UpstreamLimits(
        Duration connect, Duration idle, Duration keepAlive, int headerBytes, int connectionsPerTarget, int waiting) {

    public static final UpstreamLimits USUAL = new UpstreamLimits(
            Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(30), 64 << 10, 512, 4096);
}
