package dev.portcullis.gateway.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The fields that concern one connection only and end at it (RFC 9110 section 7.6.1). */
final class HopByHop {
    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private HopByHop() {}

    /** The names, in lower case, that a message's Connection field adds; usually none. */
    static Set<String> named(MultiMap headers) {
        Set<String> names = Set.of();
        for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
            for (String option : value.split(",", -1)) {
                String name = option.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !name.equals("close") && !name.equals("content-length")) {
                    names = names.isEmpty() ? new HashSet<>() : names;
                    names.add(name);
                }
            }
        }
        return names;
    }

    static boolean isNamed(MultiMap headers, String lowerCaseName) {
        return named(headers).contains(lowerCaseName);
    }

    static boolean ends(String lowerCaseName, Set<String> named) {
        return ALWAYS.contains(lowerCaseName) || named.contains(lowerCaseName);
    }
}
