package dev.portcullis.control.idempotency;

/**
 * The request has been answered before. It travels as an exception because it must roll back the transaction in which it
 * was found; it becomes the first answer again, not a problem.
 */
public final class Repeated extends RuntimeException {
    private final transient FirstAnswer answer;

    Repeated(FirstAnswer answer) {
        super(null, null, false, false);
        this.answer = answer;
    }

    public FirstAnswer answer() {
        return answer;
    }
}
