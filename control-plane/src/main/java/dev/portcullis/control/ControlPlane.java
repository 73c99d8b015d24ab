package dev.portcullis.control;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.Nullable;

/** The process: runs until it is told to end, and says in one line why it cannot start. */
@QuarkusMain
public final class ControlPlane {
    private static final int MOST_CAUSES = 20;

    private ControlPlane() {}

    /** Exit code 1 if it cannot start. */
    public static void main(String... arguments) {
        Quarkus.run((Class<? extends QuarkusApplication>) null, ControlPlane::ended, arguments);
    }

    @SuppressWarnings("SystemOut") // The log may be what cannot be set up.
    private static void ended(int code, @Nullable Throwable failure) {
        if (failure != null) {
            System.err.println("The control plane cannot start: " + describe(failure));
        }
        System.exit(code);
    }

    /** The innermost cause says what was found; on one line, whatever it looks like. */
    static String describe(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < MOST_CAUSES; depth++) {
            // Ours say it all, and what they are made of says less.
            if (cause.getClass().getName().startsWith(ControlPlane.class.getPackageName())) {
                break;
            }
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if (cause instanceof QuarkusBindException bind && message != null) {
            // It says "already bound" of an address that is not this machine's too, and behind that what is so.
            message = "port " + bind.getPort() + " of " + bind.getHost() + message.substring(message.lastIndexOf(": "));
        }
        return message == null ? cause.toString() : message.strip().replaceAll("\\s+", " ");
    }
}
