package dev.portcullis.chaos.cluster;

/** A part does not start or does not end. */
public final class PartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PartFailedException(String message) {
        super(message);
    }
}
