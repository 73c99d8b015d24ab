package dev.portcullis.control.database;

/** A transaction that the transaction manager rolled back while its work still went on: its time was over. */
public final class LostTransactionException extends RuntimeException {
    /** @param failure which the work met after its transaction was gone */
    public LostTransactionException(RuntimeException failure) {
        super("the transaction was rolled back before its work was done", failure);
    }
}
