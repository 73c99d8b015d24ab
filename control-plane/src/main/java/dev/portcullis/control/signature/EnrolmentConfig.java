package dev.portcullis.control.signature;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** {@code PORTCULLIS_ENROLMENT_SECRETS} or {@code PORTCULLIS_ENROLMENT_SECRETS_FILE}; one of them must be set. */
@ConfigMapping(prefix = "portcullis.enrolment")
public interface EnrolmentConfig {
    /** {@code *:base64} for all instances or {@code instanceId:base64} for one, separated by commas. */
    Optional<String> secrets();

    /** A file that holds the same. */
    Optional<Path> secretsFile();
}
