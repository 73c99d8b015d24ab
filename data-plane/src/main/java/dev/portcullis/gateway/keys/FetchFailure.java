package dev.portcullis.gateway.keys;

/**
 * Why a fetch brought no keys.
 *
 * @param detail what was found and what was expected; quotes neither the body nor a header of the answer, nor an address
 */
public record FetchFailure(Reason reason, String detail) {

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
        DISCOVERY_REFUSED,
        ISSUER_MISMATCH,
        KEY_SET_REFUSED,
        INTERNAL
    }
}
