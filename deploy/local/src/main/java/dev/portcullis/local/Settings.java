package dev.portcullis.local;

import dev.portcullis.local.access.StateFiles;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What the system is made of. Kept in a file while it runs, so that a second {@code up} without options means the same
 * system.
 *
 * @param nodes 1–16
 */
public record Settings(Ports ports, int nodes, Demo demo) {
    private static final int MOST_NODES = 16;

    /** Whether the instance {@value Blueprint#INSTANCE} is made, with a route to the demo upstream. */
    public enum Demo {
        MADE,
        LEFT_OUT
    }

    public Settings {
        if (nodes < 1 || nodes > MOST_NODES) {
            throw new IllegalArgumentException("--nodes: " + nodes + " (expected: 1-" + MOST_NODES + ")");
        }
    }

    /** Two nodes and the demo on the usual ports. */
    public static Settings usual() {
        return new Settings(Ports.USUAL, 2, Demo.MADE);
    }

    void write(Path file) throws IOException {
        Properties lines = new Properties();
        lines.setProperty("nodes", Integer.toString(nodes));
        lines.setProperty("demo", demo.name());
        lines.setProperty("api", Integer.toString(ports.api()));
        lines.setProperty("proxy", Integer.toString(ports.firstProxy()));
        lines.setProperty("admin", Integer.toString(ports.firstAdmin()));
        lines.setProperty("upstream", Integer.toString(ports.upstream()));
        lines.setProperty("postgres", Integer.toString(ports.postgres()));
        lines.setProperty("kafka", Integer.toString(ports.kafka()));
        lines.setProperty("kafkaController", Integer.toString(ports.kafkaController()));
        StringWriter text = new StringWriter();
        lines.store(text, null);
        StateFiles.write(file, text.toString());
    }

    static Optional<Settings> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties lines = new Properties();
        lines.load(new StringReader(Files.readString(file)));
        Ports ports = new Ports(
                number(lines, "api"),
                number(lines, "proxy"),
                number(lines, "admin"),
                number(lines, "upstream"),
                number(lines, "postgres"),
                number(lines, "kafka"),
                number(lines, "kafkaController"));
        return Optional.of(new Settings(ports, number(lines, "nodes"), Demo.valueOf(lines.getProperty("demo"))));
    }

    private static int number(Properties lines, String name) {
        return Integer.parseInt(lines.getProperty(name, "0"));
    }
}
