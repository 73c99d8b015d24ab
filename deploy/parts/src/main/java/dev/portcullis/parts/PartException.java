package dev.portcullis.parts;

/** A part did not start; the message names its log. */
public final class PartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PartException(String message) {
        super(message);
    }

    PartException(String message, Throwable cause) {
        super(message, cause);
    }
}
