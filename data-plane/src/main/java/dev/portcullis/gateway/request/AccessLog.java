package dev.portcullis.gateway.request;

import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.Decision.ShadowVerdict;
import dev.portcullis.policy.DenialReason;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request, if it is wanted. It holds the canonical path but never the query or a header, which
 * may hold tokens.
 */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("access");

    private final boolean on;

    AccessLog(boolean on) {
        this.on = on;
    }

    /** @param outcome {@code passed}, {@code authenticated}, {@code answered}, {@code aborted}, or the code of the denial */
    void line(Passage passage, int status, String outcome, long endMillis) {
        if (!on) {
            return;
        }
        HttpServerRequest request = passage.request;
        CanonicalRequest canonical = passage.canonical;
        // Netty puts a GET in the place of what it could not read.
        boolean readable = request.decoderResult().isSuccess();
        JsonObject line = new JsonObject()
                .put("time", Instant.ofEpochMilli(passage.startMillis).toString())
                .put("requestId", passage.requestId)
                .put(
                        "client",
                        request.remoteAddress() == null
                                ? null
                                : request.remoteAddress().hostAddress())
                .put("method", readable ? request.method().name() : null)
                .put("host", canonical == null ? null : canonical.host())
                .put("path", canonical == null ? null : canonical.forwardPath())
                .put("status", status)
                .put("outcome", outcome)
                .put("rule", passage.ruleId)
                .put("millis", endMillis - passage.startMillis);
        JsonArray wouldDeny = wouldDeny(passage.shadow);
        if (!wouldDeny.isEmpty()) {
            line.put("wouldDeny", wouldDeny);
        }
        LOG.info(line.encode());
    }

    private static JsonArray wouldDeny(List<ShadowVerdict> shadow) {
        JsonArray denials = new JsonArray();
        for (ShadowVerdict verdict : shadow) {
            DenialReason reason = verdict.wouldDeny();
            if (reason != null) {
                denials.add(new JsonObject().put("rule", verdict.ruleId()).put("code", reason.code()));
            }
        }
        return denials;
    }
}
