package dev.portcullis.gateway.request;

import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.Decision.ShadowVerdict;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one request so far; owned by its event loop. */
final class Passage {
    final HttpServerRequest request;
    final String requestId;
    /** Unix time. */
    final long startMillis;
    /** Null before it is normalised, and of what cannot be. */
    @Nullable
    CanonicalRequest canonical;
    /** That admitted or denied it. */
    @Nullable
    String ruleId;

    /** Unless it is denied. */
    String outcome = "passed";

    List<ShadowVerdict> shadow = List.of();

    Passage(HttpServerRequest request, String requestId, long startMillis) {
        this.request = request;
        this.requestId = requestId;
        this.startMillis = startMillis;
    }
}
