package dev.portcullis.local.part;

import dev.portcullis.parts.KafkaPart;
import dev.portcullis.parts.Lifetime;
import java.nio.file.Path;
import java.util.List;

/** The Kafka broker, its data in a folder of ours. */
public record KafkaBroker(Path dataDir, Port port, Port controllerPort) implements Part {
    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<Port> ports() {
        return List.of(port, controllerPort);
    }

    @Override
    public String fingerprint() {
        return dataDir + " " + port.number() + " " + controllerPort.number();
    }

    @Override
    public String stopSignal() {
        return "TERM";
    }

    @Override
    @SuppressWarnings("resource") // it outlives us
    public long start(Path log, Lifetime lifetime) {
        return KafkaPart.start(dataDir, port.number(), controllerPort.number(), log, lifetime)
                .pid();
    }

    @Override
    public Readiness readiness() {
        return new Readiness.Listens(port.number());
    }
}
