package dev.portcullis.model;

/**
 * Which ambiguous path forms an instance lets through, matched as literal text. The default refuses all three, because
 * upstreams disagree on what they mean.
 */
public record RequestPolicy(boolean allowEncodedSlash, boolean allowSemicolon, boolean allowEmptySegments) {
    public static final RequestPolicy STRICT = new RequestPolicy(false, false, false);
}
