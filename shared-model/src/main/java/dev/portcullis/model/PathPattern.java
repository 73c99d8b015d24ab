package dev.portcullis.model;

/**
 * What a decoded path is compared with.
 *
 * @param match how; routes know {@code EXACT} and {@code PREFIX} only
 * @param value a decoded path that starts with a slash, or an RE2 pattern for {@code REGEX}
 */
public record PathPattern(Match match, String value) {

    /** How a path is compared. */
    public enum Match {
        EXACT,
        /** By segment: {@code /a} matches {@code /a} and {@code /a/b}, never {@code /ab}. */
        PREFIX,
        /** The whole path, RE2 syntax. */
        REGEX
    }
}
