package dev.portcullis.gateway.framing;

/**
 * A message that two readers could read differently. It travels as the result of decoding, which is how the server learns
 * that it must answer 400 and close.
 */
public final class AmbiguousMessageException extends RuntimeException {
    /** @param detail a fixed sentence that quotes nothing of the message */
    public AmbiguousMessageException(String detail) {
        super(detail, null, false, false);
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
