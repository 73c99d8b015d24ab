package dev.portcullis.chaos.cluster;

import dev.portcullis.chaos.cluster.ManagedPart.Running;
import dev.portcullis.local.access.ManagementKeys;
import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.parts.KafkaPart;
import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.PartProcess;
import dev.portcullis.parts.PostgresPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How each part is started. */
final class Programs {
    private final Layout layout;
    private final ManagementKeys keys;

    Programs(Layout layout, ManagementKeys keys) {
        this.layout = layout;
        this.keys = keys;
    }

    Running postgres() {
        PostgresPart part = PostgresPart.start(
                layout.data("postgres"), layout.postgresPort(), layout.log("postgres"), Lifetime.WITH_PARENT);
        return new Running(part.pid(), part::close);
    }

    Running kafka(List<KafkaPart.Way> ways) {
        KafkaPart part = KafkaPart.start(
                layout.data("kafka"),
                layout.kafkaPort(),
                layout.kafkaControllerPort(),
                ways,
                layout.log("kafka"),
                Lifetime.WITH_PARENT);
        return new Running(part.pid(), part::close);
    }

    Running controlPlane(int number, int postgresPort, int kafkaPort) {
        Map<String, String> environment = Map.ofEntries(
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(layout.apiPort(number))),
                Map.entry("QUARKUS_DATASOURCE_JDBC_URL", PostgresPart.jdbcUrl(postgresPort)),
                Map.entry("QUARKUS_DATASOURCE_USERNAME", PostgresPart.USER),
                Map.entry("QUARKUS_DATASOURCE_PASSWORD", "unused"),
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort),
                Map.entry("MP_JWT_VERIFY_PUBLICKEY_LOCATION", keys.publicKey().toString()),
                Map.entry("MP_JWT_VERIFY_PUBLICKEY_ALGORITHM", "ES256"),
                Map.entry("MP_JWT_VERIFY_ISSUER", ManagementToken.ISSUER),
                Map.entry("MP_JWT_VERIFY_AUDIENCES", ManagementToken.AUDIENCE),
                Map.entry("PORTCULLIS_TOPICS_REPAIR", "true"),
                Map.entry(
                        "PORTCULLIS_ENROLMENT_SECRETS_FILE",
                        keys.enrolmentSecrets().toString()),
                Map.entry("PORTCULLIS_SIGNING_KEYS_FILE", keys.signingKeys().toString()),
                Map.entry("PORTCULLIS_SECRET_KEYS_FILE", keys.secretKeys().toString()));
        return java("control-plane-" + (number + 1), environment, layout.controlPlane());
    }

    Running node(int number, int kafkaPort, Map<String, String> clock) {
        String name = "node-" + (number + 1);
        Map<String, String> environment = new HashMap<>(clock);
        environment.putAll(Map.ofEntries(
                Map.entry("PORTCULLIS_INSTANCE", Layout.INSTANCE_OF_NODE.get(number)),
                Map.entry("PORTCULLIS_NODE_ID", name),
                Map.entry("PORTCULLIS_KAFKA", "127.0.0.1:" + kafkaPort),
                Map.entry("PORTCULLIS_PROXY_HOST", "127.0.0.1"),
                Map.entry("PORTCULLIS_PROXY_PORT", Integer.toString(layout.proxyPort(number))),
                Map.entry("PORTCULLIS_ADMIN_HOST", "127.0.0.1"),
                Map.entry("PORTCULLIS_ADMIN_PORT", Integer.toString(layout.adminPort(number))),
                Map.entry("PORTCULLIS_CONTROL_PLANE", "http://127.0.0.1:" + layout.apiPort(0)),
                Map.entry(
                        "PORTCULLIS_ENROLMENT_SECRET_FILE",
                        keys.enrolmentSecret().toString()),
                Map.entry("PORTCULLIS_TRUSTED_KEYS_FILE", keys.trustedKeys().toString()),
                Map.entry("PORTCULLIS_SECRET_KEYS_FILE", keys.secretKeys().toString())));
        return java(name, environment, layout.node());
    }

    private Running java(String name, Map<String, String> environment, Path jar) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString()));
        PartProcess process = PartProcess.start(command, environment, layout.log(name), Lifetime.WITH_PARENT);
        return new Running(process.pid(), process::close);
    }
}
