package dev.portcullis.local;

/** Something that the person at the prompt has to know or decide; the message is all they see. */
public final class LocalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LocalException(String message) {
        super(message);
    }
}
