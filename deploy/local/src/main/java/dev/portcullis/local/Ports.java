package dev.portcullis.local;

import dev.portcullis.local.part.Port;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The ports of 127.0.0.1 in use.
 *
 * @param firstProxy of the first node; the others follow
 * @param firstAdmin of the first node; the others follow
 */
public record Ports(
        int api, int firstProxy, int firstAdmin, int upstream, int postgres, int kafka, int kafkaController) {
    /** The launcher's defaults. */
    public static final Ports USUAL = new Ports(8080, 8001, 9001, 8090, 15432, 19092, 19093);

    private static final int BLOCK = 40;
    private static final int FIRST_NODE_OFFSET = 8;
    private static final int FIRST_ADMIN_OFFSET = 24;

    /** A block of ports that are free now, below those that the kernel hands out by itself; up to 16 nodes. */
    public static Ports free() {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(20_000, 32_000 - BLOCK);
            if (IntStream.range(first, first + BLOCK).allMatch(number -> new Port(number, "").isFree())) {
                return new Ports(
                        first,
                        first + FIRST_NODE_OFFSET,
                        first + FIRST_ADMIN_OFFSET,
                        first + 1,
                        first + 2,
                        first + 3,
                        first + 4);
            }
        }
    }

    Port apiPort() {
        return new Port(api, "--api-port");
    }

    Port proxyPort(int node) {
        return new Port(firstProxy + node - 1, "--proxy-port");
    }

    Port adminPort(int node) {
        return new Port(firstAdmin + node - 1, "--admin-port");
    }

    Port upstreamPort() {
        return new Port(upstream, "--upstream-port");
    }

    Port postgresPort() {
        return new Port(postgres, "--postgres-port");
    }

    Port kafkaPort() {
        return new Port(kafka, "--kafka-port");
    }

    Port kafkaControllerPort() {
        return new Port(kafkaController, "--kafka-controller-port");
    }
}
