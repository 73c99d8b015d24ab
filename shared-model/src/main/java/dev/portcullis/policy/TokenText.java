package dev.portcullis.policy;

/**
 * A token where it stands within the value of a field or a parameter; copied only to be read, since one that is known need
 * not be. Shows nothing of itself in {@code toString}.
 */
record TokenText(String value, int start, int end) {
    static TokenText of(String whole) {
        return new TokenText(whole, 0, whole.length());
    }

    boolean is(String text) {
        return text.length() == end - start && value.regionMatches(start, text, 0, end - start);
    }

    String copy() {
        return value.substring(start, end);
    }

    /** Of equal texts, wherever they stand. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TokenText text
                && text.end - text.start == end - start
                && value.regionMatches(start, text.value, text.start, end - start);
    }

    @Override
    public int hashCode() {
        return copy().hashCode();
    }

    @Override
    public String toString() {
        return "TokenText[]";
    }
}
