package dev.portcullis.gateway.keys;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of one rule are published. Two sources that differ in nothing but the counter share one key set.
 *
 * @param headers sent with each fetch; those of a discovery go to no other origin than the issuer's
 * @param caPem certificates, the only ones trusted for this source; null: those of the JDK
 * @param refreshCounter of the rule; an operator raises it to have the keys fetched anew
 */
public record RemoteKeySource(
        Location location,
        List<FetchHeader> headers,
        @Nullable String caPem,
        long refreshCounter) {
    public RemoteKeySource {
        headers = List.copyOf(headers);
    }

    /** What all rules with the same key set have in common. */
    RemoteKeySource identity() {
        return refreshCounter == 0 ? this : new RemoteKeySource(location, headers, caPem, 0);
    }

    /** Shows no header value and no query, either of which may hold a secret. */
    @Override
    public String toString() {
        String names = headers.stream().map(FetchHeader::name).collect(Collectors.joining(", "));
        return "RemoteKeySource[" + location.display() + ", headers=[" + names + "], ca="
                + (caPem == null ? "default" : "custom") + ", refresh=" + refreshCounter + "]";
    }

    /** What the keys are found by. Held as written: a URL that cannot be used is a failed fetch, not a failed rule set. */
    public sealed interface Location {
        /** The address, for people: without user information, query and fragment. */
        String display();

        /** The key set itself. */
        record KeySetUrl(String url) implements Location {
            @Override
            public String display() {
                return withoutSecrets(url);
            }
        }

        /** The issuer, whose discovery document (OpenID Connect Discovery 1.0 section 4) names the key set. */
        record Discovery(String issuer) implements Location {
            @Override
            public String display() {
                return withoutSecrets(issuer);
            }
        }

        private static String withoutSecrets(String url) {
            return url.replaceFirst("[?#].*$", "").replaceFirst("//[^/]*@", "//");
        }
    }

    /**
     * A header of the fetch. Its value is a secret and is never shown.
     *
     * @param name a field name (RFC 9110 section 5.1) that does not frame the message
     * @param value printable ASCII, spaces and tabs
     */
    public record FetchHeader(String name, String value) {
        private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
        private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]{0,8192}");
        private static final Set<String> NOT_OURS_TO_SET = Set.of(
                "host",
                "connection",
                "content-length",
                "transfer-encoding",
                "te",
                "trailer",
                "upgrade",
                "expect",
                "keep-alive",
                "proxy-connection");

        public FetchHeader {
            if (!NAME.matcher(name).matches() || NOT_OURS_TO_SET.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("header name (expected: a field name that does not frame messages)");
            }
            if (!VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("value of header " + name + " (expected: printable ASCII)");
            }
        }

        /** Shows the name only. */
        @Override
        public String toString() {
            return name + ": (secret)";
        }
    }
}
