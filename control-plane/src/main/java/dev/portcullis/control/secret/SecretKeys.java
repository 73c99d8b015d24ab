package dev.portcullis.control.secret;

import dev.portcullis.secret.SecretKeyRing;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Makes the key ring from configuration, at start: without one the control plane does not come up. */
@Singleton
public class SecretKeys {
    @Produces
    @Singleton
    @Startup
    SecretKeyRing ring(SecretConfig config) {
        if (config.keys().isPresent()) {
            return SecretKeyRing.parse(config.keys().get());
        }
        try {
            return SecretKeyRing.parse(
                    Files.readString(
                            config.keysFile()
                                    .orElseThrow(
                                            () -> new IllegalStateException(
                                                    "neither PORTCULLIS_SECRET_KEYS nor PORTCULLIS_SECRET_KEYS_FILE is set (expected: id:base64 of 32 bytes)"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
