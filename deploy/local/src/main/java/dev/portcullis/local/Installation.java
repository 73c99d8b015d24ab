package dev.portcullis.local;

import java.nio.file.Path;

/**
 * Where things lie.
 *
 * @param home the source tree, with what was built in it
 * @param state what the running system leaves behind
 */
public record Installation(Path home, Path state) {
    public Installation {
        home = home.toAbsolutePath().normalize();
        state = state.toAbsolutePath().normalize();
    }

    Path controlPlane() {
        return home.resolve("control-plane/target/quarkus-app/quarkus-run.jar");
    }

    Path node() {
        return home.resolve("data-plane/target/portcullis-data-plane.jar");
    }

    Path local() {
        return home.resolve("deploy/local/target/portcullis-local.jar");
    }

    Path keys() {
        return state.resolve("keys");
    }

    Path data() {
        return state.resolve("data");
    }

    public Path log(String part) {
        return state.resolve("logs").resolve(part + ".log");
    }

    Path logs() {
        return state.resolve("logs");
    }

    Path running() {
        return state.resolve("run");
    }

    Path environment() {
        return state.resolve("env");
    }

    Path settings() {
        return state.resolve("settings");
    }

    Path cache() {
        return state.resolve("cache");
    }

    /** Class data of a program, which its JVM keeps from one run to the next to start faster. */
    Path archive(String program) {
        return cache().resolve(program + ".jsa");
    }
}
