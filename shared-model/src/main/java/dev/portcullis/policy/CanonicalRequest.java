package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/**
 * The one form of a request on which it is decided and in which it is forwarded. Only {@link RequestNormaliser} makes one,
 * so nothing else can be decided on. Immutable.
 */
public final class CanonicalRequest {
    private final String method;
    private final String host;
    private final String path;
    private final String forwardPath;
    private final @Nullable String query;

    CanonicalRequest(String method, String host, String path, String forwardPath, @Nullable String query) {
        this.method = method;
        this.host = host;
        this.path = path;
        this.forwardPath = forwardPath;
        this.query = query;
    }

    /** As received; methods are case-sensitive (RFC 9110 section 9.1). */
    public String method() {
        return method;
    }

    /**
     * Lower case, A-labels, no port, no trailing dot; an IPv6 literal in the form of RFC 5952 without brackets; empty for
     * HTTP/1.0 without a Host.
     */
    public String host() {
        return host;
    }

    /** Decoded once, dot segments resolved: what conditions and routes match. Starts with a slash. */
    public String path() {
        return path;
    }

    /** The same path, re-encoded: what an upstream gets. As many segments as {@link #path}. */
    public String forwardPath() {
        return forwardPath;
    }

    /** As received, without the question mark; null if there was none. May hold a token. */
    public @Nullable String query() {
        return query;
    }

    /** Leaves the query out: it may hold a token. */
    @Override
    public String toString() {
        return "CanonicalRequest[" + method + " " + host + " " + forwardPath + "]";
    }
}
