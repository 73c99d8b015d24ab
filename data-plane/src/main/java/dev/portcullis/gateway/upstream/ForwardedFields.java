package dev.portcullis.gateway.upstream;

import dev.portcullis.policy.ForwardPlan;
import dev.portcullis.policy.pattern.FieldNames;
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

    /** Writes the whole header of the forwarded request. */
    static void write(Forwarding forwarding, TargetAddress target, MultiMap out) {
        HttpServerRequest in = forwarding.request();
        ForwardPlan plan = forwarding.plan();
        out.set(HttpHeaders.HOST, host(forwarding, target));
        Set<String> named = HopByHop.named(in.headers());
        StringBuilder cookies = new StringBuilder();
        for (Map.Entry<String, String> field : in.headers()) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (HopByHop.ends(name, named) || isOurs(name) || plan.removes(name)) {
                continue;
            }
            if (name.equals("cookie")) {
                // HTTP/2 may send one field for each cookie; to upstreams it is one (RFC 9113 section 8.2.3).
                cookies.append(cookies.isEmpty() ? "" : "; ").append(field.getValue());
            } else {
                out.add(field.getKey(), field.getValue());
            }
        }
        if (!cookies.isEmpty()) {
            out.set(HttpHeaders.COOKIE, cookies);
        }
        for (ForwardPlan.Field field : plan.fields()) {
            out.set(field.name(), field.value());
        }
        writeOurs(forwarding, out);
    }

    private static void writeOurs(Forwarding forwarding, MultiMap out) {
        HttpServerRequest in = forwarding.request();
        out.set(FORWARDED_FOR, in.remoteAddress().hostAddress());
        out.set(FORWARDED_PROTO, in.isSSL() ? "https" : "http");
        if (!forwarding.host().isEmpty()) {
            out.set(FORWARDED_HOST, bracketed(forwarding.host()));
        }
        out.set(REQUEST_ID, forwarding.requestId());
        String length = in.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            out.set(HttpHeaders.CONTENT_LENGTH, length);
        }
        if (forwarding.isWebSocket()) {
            out.set(HttpHeaders.CONNECTION, "Upgrade");
            out.set(HttpHeaders.UPGRADE, "websocket");
        }
        if (forwarding.hasBody() && forwarding.expectsContinue()) {
            out.set(HttpHeaders.EXPECT, "100-continue");
        }
    }

    private static String host(Forwarding forwarding, TargetAddress target) {
        boolean preserved = forwarding.plan().route().upstream().preserveHost()
                && !forwarding.host().isEmpty();
        return preserved ? bracketed(forwarding.host()) : target.authority();
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /**
     * What the gateway says itself, framing that is made anew, claims of other proxies that nobody vouches for, and
     * {@code Proxy}, which CGI hands on as the proxy that a program shall use ("httpoxy", CVE-2016-5385); also in spellings
     * that upstreams may not tell apart from those.
     */
    private static boolean isOurs(String fieldName) {
        String name = FieldNames.canonical(fieldName);
        return switch (name) {
            case "host", "content-length", "expect", "forwarded", "proxy", "x-real-ip", "x-request-id" -> true;
            default -> name.startsWith(FORWARDED_PREFIX);
        };
    }
}
