package dev.portcullis.model;

/** A record of the config topic that this version cannot read: an unknown kind, an unknown field, a broken value. */
public final class UnknownItemException extends RuntimeException {
    public UnknownItemException(String message) {
        super(message);
    }

    public UnknownItemException(String message, Throwable cause) {
        super(message, cause);
    }
}
