package dev.portcullis.control.signature;

import dev.portcullis.signature.SigningKeys;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.jboss.logging.Logger;

/** Makes the keys from configuration, at start: without them the control plane does not come up. */
@Singleton
public class HeadKeys {
    private static final Logger LOG = Logger.getLogger(HeadKeys.class);

    @Produces
    @Singleton
    @Startup
    SigningKeys keys(SigningConfig config) {
        SigningKeys keys = SigningKeys.parse(text(config));
        LOG.infof(
                "Heads are signed; nodes need PORTCULLIS_TRUSTED_KEYS=%s",
                keys.trusted().text());
        return keys;
    }

    private static String text(SigningConfig config) {
        if (config.keys().isPresent()) {
            return config.keys().get();
        }
        try {
            return Files.readString(
                    config.keysFile()
                            .orElseThrow(
                                    () -> new IllegalStateException(
                                            "neither PORTCULLIS_SIGNING_KEYS nor PORTCULLIS_SIGNING_KEYS_FILE is set (expected: id:base64 of 32 bytes)")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
