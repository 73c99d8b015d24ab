package dev.portcullis.gateway.upstream;

import dev.portcullis.policy.ForwardPlan;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The header that the upstream gets: the client's, less what ends here or may not pass, plus what the gateway says. */
final class ForwardedFields {
    private static final String FORWARDED_PREFIX = "x-forwarded-";
    private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    private static final CharSequence FORWARDED_PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
    private static final CharSequence FORWARDED_HOST = HttpHeaders.createOptimized("X-Forwarded-Host");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");

    private ForwardedFields() {}

    /** Writes the header of the forwarded request, all but Host and the framing of the body. */
    static void write(Forwarding forwarding, MultiMap out) {
        HttpServerRequest in = forwarding.request();
        ForwardPlan plan = forwarding.plan();
        Set<String> named = HopByHop.named(in.headers());
        for (Map.Entry<String, String> field : in.headers()) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!HopByHop.ends(name, named) && !isOurs(name) && !plan.removes(name)) {
                out.add(field.getKey(), field.getValue());
            }
        }
        for (ForwardPlan.Field field : plan.fields()) {
            out.set(field.name(), field.value());
        }
        out.set(FORWARDED_FOR, in.remoteAddress().hostAddress());
        out.set(FORWARDED_PROTO, in.isSSL() ? "https" : "http");
        if (!forwarding.host().isEmpty()) {
            out.set(FORWARDED_HOST, forwarding.host());
        }
        out.set(REQUEST_ID, forwarding.requestId());
    }

    /** What the gateway says itself, framing that is made anew, and claims of other proxies that nobody vouches for. */
    private static boolean isOurs(String lowerCaseName) {
        return switch (lowerCaseName) {
            case "host", "content-length", "expect", "forwarded", "x-real-ip", "x-request-id" -> true;
            default -> lowerCaseName.replace('_', '-').startsWith(FORWARDED_PREFIX);
        };
    }
}
