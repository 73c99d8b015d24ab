package dev.portcullis.control.signature;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** {@code PORTCULLIS_SIGNING_KEYS} or {@code PORTCULLIS_SIGNING_KEYS_FILE}; one of them must be set. */
@ConfigMapping(prefix = "portcullis.signing")
public interface SigningConfig {
    /** {@code id:base64[,id:base64…]}, private keys of Ed25519; the first one signs. */
    Optional<String> keys();

    /** A file that holds the same. */
    Optional<Path> keysFile();
}
