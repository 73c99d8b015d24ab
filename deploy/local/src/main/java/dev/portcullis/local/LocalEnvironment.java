package dev.portcullis.local;

import dev.portcullis.local.part.RunningParts;
import dev.portcullis.parts.PostgresPart;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The addresses of the system, and the file that tells them to a shell. */
public record LocalEnvironment(Settings settings) {
    /** Base of the management API, up to and including {@code /api/v1}. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + settings.ports().api() + "/api/v1");
    }

    /** What clients call, one address for each node. */
    public List<URI> nodes() {
        return forNodes(node -> settings.ports().proxyPort(node).number());
    }

    public List<URI> nodeAdmins() {
        return forNodes(node -> settings.ports().adminPort(node).number());
    }

    public URI upstream() {
        return URI.create("http://127.0.0.1:" + settings.ports().upstream());
    }

    /** Bootstrap servers. */
    public String kafka() {
        return "127.0.0.1:" + settings.ports().kafka();
    }

    /** With the user in it; no password is needed. */
    public String jdbcUrl() {
        return PostgresPart.jdbcUrl(settings.ports().postgres()) + "?user=" + PostgresPart.USER;
    }

    private List<URI> forNodes(IntUnaryOperator port) {
        return IntStream.rangeClosed(1, settings.nodes())
                .mapToObj(node -> URI.create("http://127.0.0.1:" + port.applyAsInt(node)))
                .toList();
    }

    /** Lines for a shell to source. */
    String asShell(String adminToken, Map<String, RunningParts.Entry> running) {
        StringBuilder lines = new StringBuilder();
        line(lines, "API", api().toString());
        line(lines, "ADMIN_TOKEN", adminToken);
        line(lines, "NODES", spaced(nodes()));
        line(lines, "NODE_ADMIN", spaced(nodeAdmins()));
        line(lines, "UPSTREAM", upstream().toString());
        line(lines, "KAFKA", kafka());
        line(lines, "JDBC_URL", jdbcUrl());
        running.forEach((name, entry) -> line(
                lines,
                "PID_" + name.toUpperCase(Locale.ROOT).replace('-', '_'),
                Long.toString(entry.process().pid())));
        return lines.toString();
    }

    private static void line(StringBuilder lines, String name, String value) {
        lines.append("export PORTCULLIS_")
                .append(name)
                .append("='")
                .append(value)
                .append("'\n");
    }

    private static String spaced(List<URI> addresses) {
        return addresses.stream().map(URI::toString).collect(Collectors.joining(" "));
    }
}
