package dev.portcullis.control.secret;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** {@code PORTCULLIS_SECRET_KEYS} or {@code PORTCULLIS_SECRET_KEYS_FILE}; one of them must be set. */
@ConfigMapping(prefix = "portcullis.secret")
public interface SecretConfig {
    /** {@code id:base64[,id:base64…]}; the first key seals. */
    Optional<String> keys();

    /** A file that holds the same. */
    Optional<Path> keysFile();
}
