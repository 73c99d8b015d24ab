package dev.portcullis.control.signature;

import dev.portcullis.signature.EnrolmentSecrets;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Makes the secrets that admit nodes from configuration, at start: without them the control plane does not come up. */
@Singleton
public class NodeAdmission {
    @Produces
    @Singleton
    @Startup
    EnrolmentSecrets secrets(EnrolmentConfig config) {
        return EnrolmentSecrets.parse(text(config));
    }

    private static String text(EnrolmentConfig config) {
        if (config.secrets().isPresent()) {
            return config.secrets().get();
        }
        try {
            return Files.readString(
                    config.secretsFile()
                            .orElseThrow(
                                    () -> new IllegalStateException(
                                            "neither PORTCULLIS_ENROLMENT_SECRETS nor PORTCULLIS_ENROLMENT_SECRETS_FILE is set (expected: *:base64 or instanceId:base64 of 16 or more bytes)")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
