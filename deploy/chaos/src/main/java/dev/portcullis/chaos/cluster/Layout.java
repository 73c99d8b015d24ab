package dev.portcullis.chaos.cluster;

import dev.portcullis.local.part.Port;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Where the system lies.
 *
 * @param home the source tree, with what was built in it
 * @param state what the system leaves behind
 * @param firstPort the first of a block of ports that were free a moment ago, below those that the kernel hands out
 */
public record Layout(Path home, Path state, int firstPort) {
    /** Serves instance {@code a}, {@code a} and {@code b}. */
    public static final List<String> INSTANCE_OF_NODE = List.of("a", "a", "b");

    public static final int CONTROL_PLANES = 2;
    private static final int BLOCK = 32;
    private static final int API = 3;
    private static final int PROXY = 6;
    private static final int ADMIN = 10;
    private static final int WAY = 16;

    /** On free ports. */
    public static Layout on(Path home, Path state) {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(20_000, 32_000 - BLOCK);
            if (IntStream.range(first, first + BLOCK).allMatch(number -> new Port(number, "").isFree())) {
                return new Layout(home.toAbsolutePath().normalize(), state.toAbsolutePath(), first);
            }
        }
    }

    int postgresPort() {
        return firstPort;
    }

    int kafkaPort() {
        return firstPort + 1;
    }

    int kafkaControllerPort() {
        return firstPort + 2;
    }

    int apiPort(int controlPlane) {
        return firstPort + API + controlPlane;
    }

    int proxyPort(int node) {
        return firstPort + PROXY + node;
    }

    int adminPort(int node) {
        return firstPort + ADMIN + node;
    }

    /** The broker's listener for one client. */
    int wayPort(int client) {
        return firstPort + WAY + client;
    }

    Path controlPlane() {
        return home.resolve("control-plane/target/quarkus-app/quarkus-run.jar");
    }

    Path node() {
        return home.resolve("data-plane/target/portcullis-data-plane.jar");
    }

    /** Of each part, so that it may lie on a disk of its own. */
    Path home(String part) {
        return state.resolve("data-of-" + part);
    }

    Path data(String part) {
        return home(part).resolve(part);
    }

    Path log(String part) {
        return state.resolve("logs").resolve(part + ".log");
    }
}
