package dev.portcullis.control.start;

/** The program cannot start, and waiting would not help: somebody must change a setting, or the database. */
final class StartException extends RuntimeException {
    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
