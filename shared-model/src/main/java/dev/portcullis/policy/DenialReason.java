package dev.portcullis.policy;

/**
 * Every reason for which a request is denied: its code on the wire and in metrics, its HTTP status, and how telling it is
 * when several rules deny (a token that got further in the checks has the more telling reason). Order of declaration is the
 * rank of the token reasons.
 */
public enum DenialReason {
    TOKEN_MISSING(401, "The request carries no token"),
    MULTIPLE_TOKENS(401, "The request carries more than one token"),
    TOKEN_TOO_LARGE(401, "The token exceeds a limit"),
    TOKEN_MALFORMED(401, "The token is not a well-formed JSON Web Token"),
    ISSUER_UNKNOWN(401, "The issuer of the token is not accepted here"),
    ALGORITHM_NOT_ALLOWED(401, "The algorithm of the token is not allowed"),
    KEYS_UNAVAILABLE(503, "The keys to check the token are not available"),
    KEY_NOT_FOUND(401, "The key that signed the token is not known"),
    SIGNATURE_INVALID(401, "The signature of the token is not valid"),
    TOKEN_EXPIRED(401, "The token has expired"),
    TOKEN_NOT_YET_VALID(401, "The token is not valid yet"),
    TOKEN_LIFETIME_TOO_LONG(401, "The token lives longer than is accepted"),
    SUBJECT_MISMATCH(401, "The subject of the token is not accepted"),
    AUDIENCE_MISMATCH(403, "The token is meant for another audience"),
    CLAIM_MISSING(403, "The token lacks a required claim"),

    /** The decision itself failed; denied. */
    INTERNAL(503, "The request could not be decided"),
    AMBIGUOUS_REQUEST(400, "The request can be read in more than one way"),
    NO_ROUTE(404, "No route matches the request"),
    REQUEST_TOO_LARGE(413, "The request exceeds a limit"),
    TARGET_TOO_LONG(414, "The request target exceeds a limit"),
    HEADER_TOO_LARGE(431, "The header of the request exceeds a limit"),
    UPSTREAM_UNREACHABLE(502, "The upstream could not be reached"),
    UPSTREAM_TIMEOUT(504, "The upstream did not answer in time"),
    NOT_READY(503, "The gateway has no configuration yet");

    private final int status;
    private final String title;

    DenialReason(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The code on the wire and in metrics. */
    public String code() {
        return switch (this) {
            case TARGET_TOO_LONG, HEADER_TOO_LARGE -> REQUEST_TOO_LARGE.name();
            default -> name();
        };
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** A sentence for people, the same for every request. */
    public String title() {
        return title;
    }
}
