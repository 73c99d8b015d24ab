package dev.portcullis.policy.address;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL that may be fetched, taken apart.
 *
 * @param host a name, or an IP literal without brackets
 * @param literal the address, if the host is one; null for a name
 * @param pathAndQuery as written, at least {@code /}
 */
public record TargetUrl(boolean tls, String host, @Nullable InetAddress literal, int port, String pathAndQuery) {
    /** The longest URL, in characters. */
    public static final int MAX_LENGTH = 2_048;

    private static final Pattern DOTTED_QUAD =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    /** A last label that resolvers may take for a number (WHATWG URL, "ends in a number"). */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?");

    /** What became of a text. */
    public sealed interface Parsed {
        record Usable(TargetUrl url) implements Parsed {}

        record Refused(String detail) implements Parsed {}
    }

    /** Takes a URL apart; the detail of a refusal quotes nothing of it. */
    public static Parsed parse(String text, boolean allowHttp) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return new Parsed.Refused("not a URL (expected: " + expected(allowHttp) + ")");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        String host = uri.getHost();
        if (text.length() > MAX_LENGTH) {
            return new Parsed.Refused("URL of " + text.length() + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        if (!tls && !(scheme.equals("http") && allowHttp)) {
            return new Parsed.Refused("scheme that is not allowed (expected: " + expected(allowHttp) + ")");
        }
        if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return new Parsed.Refused(
                    "URL without host, or with user or fragment (expected: scheme://host/path?query)");
        }
        int port = uri.getPort() == -1 ? (tls ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65_535) {
            return new Parsed.Refused("port: " + port + " (expected: 1-65535)");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        return withHost(tls, host, port, target);
    }

    private static Parsed withHost(boolean tls, String host, int port, String target) {
        boolean bracketed = host.startsWith("[");
        if (bracketed || DOTTED_QUAD.matcher(host).matches()) {
            String address = bracketed ? host.substring(1, host.length() - 1) : host;
            try {
                // A zone would choose the interface, which is nothing that a rule may do.
                if (!address.contains("%")) {
                    return new Parsed.Usable(new TargetUrl(tls, address, InetAddress.ofLiteral(address), port, target));
                }
            } catch (IllegalArgumentException e) {
                return new Parsed.Refused("host that is no address (expected: a name or an IP address)");
            }
            return new Parsed.Refused("IPv6 address with a zone (expected: none)");
        }
        if (ENDS_IN_NUMBER.matcher(host).matches()) {
            return new Parsed.Refused("IP address in an unusual spelling (expected: four decimal numbers)");
        }
        return new Parsed.Usable(new TargetUrl(tls, host, null, port, target));
    }

    /** The host as the Host field wants it (RFC 3986 section 3.2.2). */
    public String hostInUrl() {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /** Whether scheme, host and port are the same (RFC 6454 section 4). */
    public boolean sameOrigin(TargetUrl other) {
        return tls == other.tls && port == other.port && host.equalsIgnoreCase(other.host);
    }

    private static String expected(boolean allowHttp) {
        return allowHttp ? "https or http" : "https";
    }
}
