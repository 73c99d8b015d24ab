package dev.portcullis.chaos.model;

/** An operation cannot have been done on that state, although it was acknowledged. */
public final class ImpossibleOperationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ImpossibleOperationException(String message) {
        super(message);
    }
}
