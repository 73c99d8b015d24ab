package dev.portcullis.gateway.upstream;

import dev.portcullis.model.RouteItem;
import java.net.URI;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where a target listens.
 *
 * @param host a name or an IP literal without brackets
 * @param port 1–65535
 */
record TargetAddress(String host, int port, boolean tls) {

    /**
     * Reads {@code http(s)://host[:port]}.
     *
     * @throws IllegalArgumentException for anything else; the control plane lets only this form through
     */
    static TargetAddress parse(String url) {
        URI uri = URI.create(url);
        boolean tls = "https".equals(uri.getScheme());
        String host = uri.getHost();
        if (host == null || (!tls && !"http".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("target: " + url + " (expected: http(s)://host:port)");
        }
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        return new TargetAddress(host, uri.getPort() > 0 ? uri.getPort() : defaultPort(tls), tls);
    }

    /** As a Host field names it (RFC 9110 section 7.2): without the port if it is the scheme's own. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == defaultPort(tls) ? name : name + ":" + port;
    }

    private static int defaultPort(boolean tls) {
        return tls ? 443 : 80;
    }

    /** One of the targets, each with a share of the choices in proportion to its weight. */
    static RouteItem.Target choose(List<RouteItem.Target> targets, RandomGenerator random) {
        if (targets.size() == 1) {
            return targets.getFirst();
        }
        int sum = 0;
        for (RouteItem.Target target : targets) {
            sum += target.weight();
        }
        int chosen = random.nextInt(sum);
        for (RouteItem.Target target : targets) {
            chosen -= target.weight();
            if (chosen < 0) {
                return target;
            }
        }
        throw new IllegalStateException("weights that do not add up");
    }
}
