package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/**
 * The one form of a request on which it is decided and in which it is forwarded. Only {@link RequestNormaliser} makes one.
 *
 * @param method as received; methods are case-sensitive (RFC 9110 section 9.1)
 * @param host lower case, A-labels, no port, no trailing dot; an IPv6 literal without brackets
 * @param path decoded once, dot segments resolved: what conditions and routes match
 * @param forwardPath the same path, re-encoded: what an upstream gets
 * @param query as received, without the question mark; null if there was none
 */
public record CanonicalRequest(
        String method,
        String host,
        String path,
        String forwardPath,
        @Nullable String query) {}
