package dev.portcullis.gateway.request;

import dev.portcullis.policy.Decision.ShadowVerdict;
import dev.portcullis.policy.DenialReason;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /**
     * @param path the canonical path as forwarded; null where there was none
     * @param outcome {@code passed}, {@code authenticated}, or the code of the denial
     * @param ruleId that admitted or denied it
     * @param shadow of the shadow rules; those that would have denied are named, with their reasons
     */
    void line(
            HttpServerRequest request,
            @Nullable String host,
            @Nullable String path,
            int status,
            String outcome,
            @Nullable String ruleId,
            List<ShadowVerdict> shadow,
            String requestId,
            long startMillis,
            long endMillis) {
        if (!on) {
            return;
        }
        JsonObject line = new JsonObject()
                .put("time", Instant.ofEpochMilli(startMillis).toString())
                .put("requestId", requestId)
                .put(
                        "client",
                        request.remoteAddress() == null
                                ? null
                                : request.remoteAddress().hostAddress())
                .put("method", request.method().name())
                .put("host", host)
                .put("path", path)
                .put("status", status)
                .put("outcome", outcome)
                .put("rule", ruleId)
                .put("millis", endMillis - startMillis);
        JsonArray wouldDeny = wouldDeny(shadow);
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
