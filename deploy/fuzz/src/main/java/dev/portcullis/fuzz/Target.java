package dev.portcullis.fuzz;

import java.util.Locale;
import java.util.function.Consumer;

/** A reader of strangers' input, with what it promises. */
enum Target {
    TOKEN(TokenTarget.class, TokenTarget::fuzzerTestOneInput, 16 * 1024),
    CLAIMS(ClaimsTarget.class, ClaimsTarget::fuzzerTestOneInput, 12 * 1024),
    PATH(PathTarget.class, PathTarget::fuzzerTestOneInput, 16 * 1024),
    HOST(HostTarget.class, HostTarget::fuzzerTestOneInput, 1024),
    KEYSET(KeySetTarget.class, KeySetTarget::fuzzerTestOneInput, 64 * 1024);

    private final Class<?> jazzerClass;
    private final Consumer<byte[]> check;
    private final int maxBytes;

    Target(Class<?> jazzerClass, Consumer<byte[]> check, int maxBytes) {
        this.jazzerClass = jazzerClass;
        this.check = check;
        this.maxBytes = maxBytes;
    }

    /** The class whose {@code fuzzerTestOneInput} Jazzer calls. */
    String jazzerClass() {
        return jazzerClass.getName();
    }

    /**
     * Reads an input.
     *
     * @throws Promise.Broken if the reader did what it promises never to do; whatever else is thrown is a finding too
     */
    void check(byte[] input) {
        check.accept(input);
    }

    /** The largest input that is worth trying: beyond it, the reader only looks at the length. */
    int maxBytes() {
        return maxBytes;
    }

    /** As on the command line, and as the folder of its seeds. */
    String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
