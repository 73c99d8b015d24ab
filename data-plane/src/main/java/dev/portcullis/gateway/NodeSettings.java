package dev.portcullis.gateway;

import dev.portcullis.gateway.keys.RemoteKeysOptions;
import dev.portcullis.gateway.snapshot.SnapshotOptions;
import dev.portcullis.secret.SecretKeyRing;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * The settings of a node, from its environment.
 *
 * @param kafka settings of the Kafka clients; {@code PORTCULLIS_KAFKA_SECURITY_PROTOCOL} is {@code security.protocol}, and
 *     so on
 * @param heartbeat between two reports of the node, 100 ms to 60 s
 * @param eventLoops 1–1024
 * @param transport which of the transports to use
 * @param keys limits of fetching published keys
 * @param snapshots how to start without Kafka
 * @param trusted who may sign the heads of configurations
 * @param enrolment by which the control plane knows that reports are a node's
 */
public record NodeSettings(
        String instanceId,
        String nodeId,
        Map<String, Object> kafka,
        String configTopic,
        String nodesTopic,
        String proxyHost,
        int proxyPort,
        String adminHost,
        int adminPort,
        int eventLoops,
        NodeTransport transport,
        Duration heartbeat,
        boolean accessLog,
        RemoteKeysOptions keys,
        SnapshotOptions snapshots,
        SecretKeyRing secrets,
        TrustedKeys trusted,
        EnrolmentSecret enrolment) {

    private static final String KAFKA = "PORTCULLIS_KAFKA";

    /** Settings that cannot be used, all of them in one message. */
    public static final class UnusableSettings extends RuntimeException {
        UnusableSettings(List<String> faults) {
            super("settings:\n  " + String.join("\n  ", faults));
        }
    }

    /** @throws UnusableSettings naming every variable at fault, what was found and what was expected; never a secret */
    public static NodeSettings fromEnvironment(Map<String, String> environment) {
        Reader reader = new Reader(environment);
        Optional<SecretKeyRing> secrets = reader.secret("PORTCULLIS_SECRET_KEYS", "id:base64key", SecretKeyRing::parse);
        Optional<TrustedKeys> trusted = reader.secret("PORTCULLIS_TRUSTED_KEYS", "id:base64", TrustedKeys::parse);
        Optional<EnrolmentSecret> enrolment =
                reader.secret("PORTCULLIS_ENROLMENT_SECRET", "base64 of 16 or more bytes", EnrolmentSecret::parse);
        NodeSettings settings = new NodeSettings(
                reader.required("PORTCULLIS_INSTANCE", "the id of the instance to serve"),
                reader.text("PORTCULLIS_NODE_ID", defaultNodeId(environment)),
                reader.kafka(),
                reader.text("PORTCULLIS_CONFIG_TOPIC", "portcullis.config"),
                reader.text("PORTCULLIS_NODES_TOPIC", "portcullis.nodes"),
                reader.text("PORTCULLIS_PROXY_HOST", "0.0.0.0"),
                reader.number("PORTCULLIS_PROXY_PORT", 8000, 0, 65535),
                reader.text("PORTCULLIS_ADMIN_HOST", "127.0.0.1"),
                reader.number("PORTCULLIS_ADMIN_PORT", 9000, 0, 65535),
                reader.number("PORTCULLIS_EVENT_LOOPS", Runtime.getRuntime().availableProcessors(), 1, 1024),
                reader.transport(),
                Duration.ofMillis(reader.number("PORTCULLIS_HEARTBEAT_MILLIS", 2_000, 100, 60_000)),
                reader.flag("PORTCULLIS_ACCESS_LOG", false),
                RemoteKeysOptions.fromEnvironment(environment, reader.faults::add),
                SnapshotOptions.fromEnvironment(environment, reader.faults::add),
                secrets.orElseThrow(reader::unusable),
                trusted.orElseThrow(reader::unusable),
                enrolment.orElseThrow(reader::unusable));
        reader.finish();
        return settings;
    }

    private static String defaultNodeId(Map<String, String> environment) {
        String host = environment.getOrDefault("HOSTNAME", "node");
        return host + "-" + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36, 36 * 36 * 36 * 36), 36);
    }

    /** Reads variables and collects what is wrong with them. */
    private static final class Reader {
        private final Map<String, String> environment;
        private final List<String> faults = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        String required(String name, String expected) {
            String value = environment.getOrDefault(name, "").strip();
            if (value.isEmpty()) {
                faults.add(name + ": not set (expected: " + expected + ")");
            }
            return value;
        }

        String text(String name, String byDefault) {
            String value = environment.getOrDefault(name, "").strip();
            return value.isEmpty() ? byDefault : value;
        }

        int number(String name, int byDefault, int min, int max) {
            String value = text(name, Integer.toString(byDefault));
            try {
                int number = Integer.parseInt(value);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Said below, in the same words as a number out of range.
            }
            faults.add(name + ": " + value + " (expected: " + min + "-" + max + ")");
            return byDefault;
        }

        boolean flag(String name, boolean byDefault) {
            String value = text(name, Boolean.toString(byDefault));
            if (!value.equals("true") && !value.equals("false")) {
                faults.add(name + ": " + value + " (expected: true or false)");
            }
            return value.equals("true");
        }

        NodeTransport transport() {
            String value = text("PORTCULLIS_TRANSPORT", "auto");
            for (NodeTransport transport : NodeTransport.values()) {
                if (transport.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return transport;
                }
            }
            faults.add("PORTCULLIS_TRANSPORT: " + value + " (expected: auto, io_uring, epoll or nio)");
            return NodeTransport.AUTO;
        }

        Map<String, Object> kafka() {
            Map<String, Object> settings = new HashMap<>();
            settings.put("enable.metrics.push", "false");
            settings.put("bootstrap.servers", required(KAFKA, "the brokers, host:port[,host:port…]"));
            environment.forEach((name, value) -> {
                if (name.startsWith(KAFKA + "_")) {
                    String property = name.substring(KAFKA.length() + 1)
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '.');
                    settings.put(property, value);
                }
            });
            return settings;
        }

        /** What stands in a variable, or in the file that another one of the name and {@code _FILE} names. */
        <T> Optional<T> secret(String name, String expected, Function<String, T> parse) {
            String text = environment.get(name);
            String file = environment.get(name + "_FILE");
            try {
                if (text == null && file != null) {
                    text = Files.readString(Path.of(file));
                }
                if (text != null) {
                    return Optional.of(parse.apply(text));
                }
                faults.add(name + ": not set, nor " + name + "_FILE (expected: " + expected + ")");
            } catch (IOException e) {
                faults.add(name + "_FILE: " + file + " cannot be read (expected: a file with " + expected + ")");
            } catch (IllegalArgumentException e) {
                faults.add(name + ": " + e.getMessage());
            }
            return Optional.empty();
        }

        UnusableSettings unusable() {
            return new UnusableSettings(faults);
        }

        void finish() {
            if (!faults.isEmpty()) {
                throw unusable();
            }
        }
    }
}
