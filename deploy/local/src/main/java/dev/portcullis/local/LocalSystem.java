package dev.portcullis.local;

import dev.portcullis.local.access.ManagementKeys;
import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.local.access.StateFiles;
import dev.portcullis.local.demo.DemoInstance;
import dev.portcullis.local.part.Part;
import dev.portcullis.local.part.Port;
import dev.portcullis.local.part.RunningParts;
import dev.portcullis.parts.Lifetime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The whole system on this machine: brings what runs in line with what is wanted, as often as asked. The launcher and the
 * end-to-end tests use the same one.
 */
public final class LocalSystem {
    private final Installation installation;
    private final Settings settings;
    private final Lifetime lifetime;
    private final Progress progress;
    private final Blueprint blueprint;
    private final RunningParts running;
    private final PartControl control;

    public LocalSystem(Installation installation, Settings settings, Lifetime lifetime, Progress progress) {
        this.installation = installation;
        this.settings = settings;
        this.lifetime = lifetime;
        this.progress = progress;
        this.blueprint = new Blueprint(installation, settings);
        this.running = new RunningParts(installation.running());
        this.control = new PartControl(running, installation, progress);
    }

    /**
     * Starts what does not run, starts again what runs otherwise than wanted, ends what is too much, and waits until all
     * of it is ready.
     *
     * @throws LocalException if a port is taken, or a part does not get ready
     */
    public void up() throws IOException {
        StateFiles.folder(installation.state());
        StateFiles.folder(installation.logs());
        StateFiles.folder(installation.data());
        StateFiles.folder(installation.cache());
        new ManagementKeys(installation.keys()).makeMissing();
        endWhatIsNotWanted();
        List<Part> foundation = startable(blueprint.foundation());
        List<Part> programs = startable(blueprint.programs());
        checkPorts(foundation, programs);
        settings.write(installation.settings());
        control.inParallel(foundation, part -> control.start(part, lifetime));
        writeEnvironment();
        control.inParallel(programs, part -> control.start(part, lifetime));
        control.awaitReady(blueprint.controlPlane());
        control.awaitReady(blueprint.upstream());
        switch (settings.demo()) {
            case MADE -> makeDemo();
            case LEFT_OUT -> {}
        }
        control.inParallel(blueprint.nodes(), control::awaitReady);
        writeEnvironment();
    }

    private void makeDemo() throws IOException {
        DemoInstance demo = new DemoInstance(environment().api(), token(ManagementToken.Role.ADMIN));
        if (demo.make(Blueprint.INSTANCE, environment().upstream())) {
            progress.part("instance", Blueprint.INSTANCE + " made, its route leads to the demo upstream");
        }
    }

    private void endWhatIsNotWanted() throws IOException {
        Set<String> wanted = new HashSet<>();
        List<Part> all = new ArrayList<>(blueprint.foundation());
        all.addAll(blueprint.programs());
        List<String> tooMuch = new ArrayList<>();
        for (Part part : all) {
            wanted.add(part.name());
            var entry = running.find(part.name());
            if (entry.isPresent() && !entry.get().fingerprint().equals(part.fingerprint())) {
                tooMuch.add(part.name());
            }
        }
        running.names().stream().filter(name -> !wanted.contains(name)).forEach(tooMuch::add);
        control.end(tooMuch);
    }

    private List<Part> startable(List<Part> parts) throws IOException {
        List<Part> missing = new ArrayList<>();
        for (Part part : parts) {
            if (running.find(part.name()).isEmpty()) {
                missing.add(part);
            } else {
                progress.part(part.name(), "runs already");
            }
        }
        return missing;
    }

    private static void checkPorts(List<Part> foundation, List<Part> programs) {
        List<String> taken = new ArrayList<>();
        for (List<Part> parts : List.of(foundation, programs)) {
            for (Part part : parts) {
                for (Port port : part.ports()) {
                    if (!port.isFree()) {
                        taken.add("port %d, for %s, is taken by another program: choose another with %s"
                                .formatted(port.number(), part.name(), port.flag()));
                    }
                }
            }
        }
        if (!taken.isEmpty()) {
            throw new LocalException(String.join("\n", taken));
        }
    }

    /** Ends everything; the data stay. */
    public void down() throws IOException {
        List<String> foundation =
                blueprint.foundation().stream().map(Part::name).toList();
        List<String> programs = new ArrayList<>(running.names());
        programs.removeAll(foundation);
        control.end(programs);
        control.end(foundation);
    }

    /** Ends one part. */
    void stop(String name) throws IOException {
        control.end(List.of(part(name).name()));
    }

    /** Starts one part, for example one that was killed, and waits until it is ready. */
    public void start(String name) throws IOException {
        Part part = part(name);
        control.start(part, lifetime);
        control.awaitReady(part);
        writeEnvironment();
    }

    private Part part(String name) {
        return List.of(blueprint.foundation(), blueprint.programs()).stream()
                .flatMap(List::stream)
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LocalException("part: " + name + " (expected: one that `status` lists)"));
    }

    /** What is wanted, and what of it is there. */
    public List<PartStatus> status() throws IOException {
        List<PartStatus> status = new ArrayList<>();
        for (List<Part> parts : List.of(blueprint.foundation(), blueprint.programs())) {
            for (Part part : parts) {
                status.add(PartStatus.of(part, running.find(part.name())));
            }
        }
        return status;
    }

    /** A management token for the local control plane. */
    public String token(ManagementToken.Role role) throws IOException {
        return new ManagementKeys(installation.keys())
                .sign(new ManagementToken(role, List.of(), Instant.now(), ManagementToken.USUAL_LIFETIME));
    }

    /** Addresses, as they stand in the file that a shell can source. */
    public LocalEnvironment environment() {
        return new LocalEnvironment(settings);
    }

    private void writeEnvironment() throws IOException {
        StateFiles.write(
                installation.environment(), environment().asShell(token(ManagementToken.Role.ADMIN), running.all()));
    }

    static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
