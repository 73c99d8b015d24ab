package dev.portcullis.e2e;

import dev.portcullis.client.ApiClient;
import dev.portcullis.client.api.RulesApi;
import dev.portcullis.local.Installation;
import dev.portcullis.local.LocalEnvironment;
import dev.portcullis.local.LocalSystem;
import dev.portcullis.local.Ports;
import dev.portcullis.local.Progress;
import dev.portcullis.local.Settings;
import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.ProcessIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * The whole system, started as {@code ./portcullis up} starts it, but on free ports, with a state folder of its own, and
 * never outliving this JVM.
 */
public final class RunningSystem implements AutoCloseable {
    private final Path state;
    private final Ports ports = Ports.free();
    private final LocalSystem system;

    RunningSystem() throws IOException {
        this.state = Files.createTempDirectory("portcullis e2e ");
        this.system = withNodes(2);
        try {
            system.up();
        } catch (IOException | RuntimeException e) {
            system.down();
            throw e;
        }
    }

    /** The same installation with another number of nodes: {@code up()} on it brings that number about. */
    LocalSystem withNodes(int nodes) {
        return new LocalSystem(
                installation(),
                new Settings(ports, nodes, Settings.Demo.MADE),
                Lifetime.WITH_PARENT,
                new Progress(System.out));
    }

    private Installation installation() {
        return new Installation(Path.of(System.getProperty("portcullis.home")), state.resolve("state"));
    }

    LocalSystem system() {
        return system;
    }

    LocalEnvironment at() {
        return system.environment();
    }

    List<URI> nodes() {
        return at().nodes();
    }

    Management management() throws IOException {
        return new Management(at().api(), system.token(ManagementToken.Role.ADMIN));
    }

    /** The management API as the generated client has it, with an administrator's token. */
    RulesApi rules() throws IOException {
        String token = system.token(ManagementToken.Role.ADMIN);
        ApiClient client = new ApiClient();
        client.updateBaseUri("http://" + at().api().getAuthority());
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        return new RulesApi(client);
    }

    /** SIGKILL. */
    void kill(String part) throws IOException {
        ProcessIdentity process = process(part);
        process.signal("KILL");
        Awaitility.await().until(() -> !process.isAlive());
    }

    /** What a part has written so far, since its last start. */
    List<String> log(String part) throws IOException {
        return Files.readAllLines(installation().log(part));
    }

    ProcessIdentity process(String part) throws IOException {
        return ProcessIdentity.of(system.status().stream()
                .filter(status -> status.name().equals(part))
                .findFirst()
                .orElseThrow()
                .pid());
    }

    @Override
    public void close() throws IOException {
        system.down();
        try (var paths = Files.walk(state)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }
}
