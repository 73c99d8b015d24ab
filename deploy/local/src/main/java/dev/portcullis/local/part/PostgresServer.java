package dev.portcullis.local.part;

import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.PostgresPart;
import java.nio.file.Path;
import java.util.List;

/** PostgreSQL, its data in a folder of ours. */
public record PostgresServer(Path dataDir, Port port) implements Part {
    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public List<Port> ports() {
        return List.of(port);
    }

    @Override
    public String fingerprint() {
        return dataDir + " " + port.number();
    }

    /** Fast shutdown: it does not wait for clients to leave. */
    @Override
    public String stopSignal() {
        return "INT";
    }

    @Override
    @SuppressWarnings("resource") // it outlives us
    public long start(Path log, Lifetime lifetime) {
        return PostgresPart.start(dataDir, port.number(), log, lifetime).pid();
    }

    @Override
    public Readiness readiness() {
        return new Readiness.Listens(port.number());
    }
}
