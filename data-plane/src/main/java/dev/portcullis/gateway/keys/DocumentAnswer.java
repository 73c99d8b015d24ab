package dev.portcullis.gateway.keys;

import io.vertx.core.MultiMap;
import java.time.Duration;

/** What fetching one document brought. */
sealed interface DocumentAnswer {
    /** A 200, complete. */
    final class Document implements DocumentAnswer {
        private final byte[] body;
        private final Duration lifetime;

        Document(byte[] body, MultiMap headers) {
            this.body = body;
            this.lifetime = Lifetime.of(headers);
        }

        byte[] body() {
            return body;
        }

        Duration lifetime() {
            return lifetime;
        }
    }

    record Failed(FetchFailure failure) implements DocumentAnswer {}
}
