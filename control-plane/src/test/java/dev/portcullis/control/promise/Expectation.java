package dev.portcullis.control.promise;

/** What a request expects of the resource that it addresses. */
enum Expectation {
    NOTHING,
    /** {@code If-Match: *}. */
    ANY,
    /** {@code If-Match} with the newest tag. */
    CURRENT,
    /** {@code If-Match} with an earlier tag. */
    STALE,
    /** {@code If-Match} with the newest tag, marked as weak. */
    WEAK,
    /** {@code If-Match} with several tags, the newest among them. */
    ONE_OF,
    /** {@code If-None-Match: *}. */
    ABSENT,
    /** {@code If-None-Match} with the newest tag. */
    CHANGED;

    /** Whether a write may go on. */
    boolean holds(boolean isThere) {
        return switch (this) {
            case NOTHING -> true;
            case ANY, CURRENT, ONE_OF -> isThere;
            case STALE, WEAK -> false;
            case ABSENT, CHANGED -> !isThere;
        };
    }

    /** The header field's name and value, or nothing. */
    String[] field(String current, String stale) {
        return switch (this) {
            case NOTHING -> new String[0];
            case ANY -> new String[] {"If-Match", "*"};
            case CURRENT -> new String[] {"If-Match", current};
            case STALE -> new String[] {"If-Match", stale};
            case WEAK -> new String[] {"If-Match", "W/" + current};
            case ONE_OF -> new String[] {"If-Match", "\"other\", " + current};
            case ABSENT -> new String[] {"If-None-Match", "*"};
            case CHANGED -> new String[] {"If-None-Match", current};
        };
    }
}
