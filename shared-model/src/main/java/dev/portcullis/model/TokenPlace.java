package dev.portcullis.model;

/**
 * Where a token is looked for.
 *
 * @param key the name of the header field, query parameter or cookie
 * @param prefix what stands before the token in a header field; empty: nothing does
 */
public record TokenPlace(Type type, String key, String prefix) {

    /** The kind of place. */
    public enum Type {
        HEADER,
        QUERY,
        COOKIE
    }
}
