package dev.portcullis.control.route;

import dev.portcullis.control.body.Faults;
import dev.portcullis.policy.pattern.HostName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The address of an upstream's target. */
final class TargetUrl {
    private static final String EXPECTED = " (expected: http://host:port or https://host:port, without path)";

    private TargetUrl() {}

    /** {@code scheme://host:port} in canonical form; null with a fault noted. A lone slash as path is taken off. */
    static @Nullable String origin(String text, String at, Faults faults) {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https") || url.getHost() == null) {
                faults.add(at, "no http or https address with a host" + EXPECTED);
            } else if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
                faults.add(at, "user, query or fragment" + EXPECTED);
            } else if (!url.getRawPath().isEmpty() && !url.getRawPath().equals("/")) {
                faults.add(at, "a path" + EXPECTED);
            } else if (url.getPort() == 0 || url.getPort() > 65_535) {
                faults.add(at, "port " + url.getPort() + " (expected: 1-65535)");
            } else {
                return origin(scheme, url, at, faults);
            }
        } catch (URISyntaxException e) {
            faults.add(at, "no URL" + EXPECTED);
        }
        return null;
    }

    private static @Nullable String origin(String scheme, URI url, String at, Faults faults) {
        String host = url.getHost().startsWith("[")
                ? url.getHost().substring(1, url.getHost().length() - 1)
                : url.getHost();
        return switch (HostName.read(host)) {
            case HostName.Reading.NoHost no -> {
                faults.add(at, "host \"" + host + "\" (expected: " + no.expected() + ")");
                yield null;
            }
            case HostName.Reading.Host read -> {
                String shown = read.kind() == HostName.Kind.IPV6 ? "[" + read.text() + "]" : read.text();
                int port = url.getPort() > 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
                yield scheme + "://" + shown + ":" + port;
            }
        };
    }
}
