package dev.portcullis.gateway.keys;

/**
 * Why a fetch brought no keys.
 *
 * @param detail what was found and what was expected; quotes of the answer only the issuer of a discovery document, and its
 *     URL of the keys without query
 */
public record FetchFailure(Reason reason, String detail) {

    private static final int MAX_QUOTED_CHARS = 200;

    static FetchFailure tooLarge(int maxBytes) {
        return new FetchFailure(Reason.TOO_LARGE, "a larger body (expected: at most " + maxBytes + " bytes)");
    }

    /** A piece of an answer, as a part of a line. */
    static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return "\"" + (line.length() <= MAX_QUOTED_CHARS ? line : line.substring(0, MAX_QUOTED_CHARS) + "…") + "\"";
    }

    /** The same, of one of several documents. */
    FetchFailure of(String document) {
        return new FetchFailure(reason, document + ": " + detail);
    }

    /** All the ways to fail; a metric label each. */
    public enum Reason {
        URL_REFUSED,
        CA_REFUSED,
        NAME_NOT_RESOLVED,
        ADDRESS_REFUSED,
        CONNECT_FAILED,
        TLS_FAILED,
        TIMED_OUT,
        CONNECTION_LOST,
        REDIRECTED,
        STATUS_NOT_OK,
        TOO_LARGE,
        ENCODING_REFUSED,
        DISCOVERY_REFUSED,
        ISSUER_MISMATCH,
        KEY_SET_REFUSED,
        INTERNAL
    }
}
