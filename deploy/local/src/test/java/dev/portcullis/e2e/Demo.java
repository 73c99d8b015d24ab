package dev.portcullis.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that the quick start uses, byte for byte as they were published by others. */
final class Demo {
    private Demo() {}

    /** A rule around the documented key set. */
    static String rule() {
        return read("rule.json");
    }

    static String keySet() {
        return read("documented-jwks.json");
    }

    static String token() {
        return read("istio-demo.jwt");
    }

    /** The token with one character of its signature changed. */
    static String tokenWithSignatureChangedAt(int index) {
        String token = token();
        int at = token.lastIndexOf('.') + index;
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }

    private static String read(String name) {
        try {
            return Files.readString(Path.of(System.getProperty("portcullis.home"))
                    .resolve("deploy/local/demo")
                    .resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
