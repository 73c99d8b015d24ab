package dev.portcullis.control.testing;

import dev.portcullis.parts.KafkaPart;
import dev.portcullis.parts.PostgresPart;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL and a real Kafka broker, started once for all tests of the module. */
public class RealServers implements QuarkusTestResourceLifecycleManager {
    private @Nullable PostgresPart postgres;
    private @Nullable KafkaPart kafka;

    @Override
    public Map<String, String> start() {
        PostgresPart database = PostgresPart.start();
        KafkaPart broker = KafkaPart.start();
        postgres = database;
        kafka = broker;
        return Map.of(
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.username", PostgresPart.USER,
                "quarkus.datasource.password", "none",
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "mp.jwt.verify.publickey", Tokens.publicKeyPem());
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
