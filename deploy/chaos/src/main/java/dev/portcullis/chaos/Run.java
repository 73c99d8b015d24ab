package dev.portcullis.chaos;

import dev.portcullis.chaos.check.Checker;
import dev.portcullis.chaos.check.Violation;
import dev.portcullis.chaos.cluster.Cluster;
import dev.portcullis.chaos.cluster.Layout;
import dev.portcullis.chaos.cluster.ManagedPart;
import dev.portcullis.chaos.cluster.PartFailedException;
import dev.portcullis.chaos.cluster.Upstream;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import dev.portcullis.chaos.nemesis.FaultKind;
import dev.portcullis.chaos.nemesis.Menu;
import dev.portcullis.chaos.nemesis.Nemesis;
import dev.portcullis.chaos.nemesis.Restore;
import dev.portcullis.chaos.nemesis.Topics;
import dev.portcullis.chaos.workload.Known;
import dev.portcullis.chaos.workload.LogReader;
import dev.portcullis.chaos.workload.Management;
import dev.portcullis.chaos.workload.NodeClient;
import dev.portcullis.chaos.workload.Reader;
import dev.portcullis.chaos.workload.Resolver;
import dev.portcullis.chaos.workload.Scene;
import dev.portcullis.chaos.workload.States;
import dev.portcullis.chaos.workload.Tokens;
import dev.portcullis.chaos.workload.Writers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** One run: starts a system, lets clients and the nemesis loose on it, waits until it has come to rest, and judges. */
public final class Run {
    private static final int WRITERS = 2;

    private final Options options;
    private final PrintStream out;

    public Run(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** What came of it. */
    public record Result(Summary summary, List<Violation> violations) {}

    /** @throws IOException if the system could not be started, so that nothing was tried */
    public Result go() throws IOException {
        Files.createDirectories(options.folder());
        try (History history = new History(options.folder().resolve("history.jsonl"));
                Upstream upstream = new Upstream();
                Cluster cluster = new Cluster(Layout.on(options.home(), options.folder()), history);
                Management management = new Management(cluster.apis(), cluster.token())) {
            new Course(history, cluster, management, upstream).run();
            List<Event> events = history.events();
            return new Result(Summary.of(events), Checker.violations(events));
        }
    }

    /** The run, with all that takes part in it. */
    private final class Course {
        private final History history;
        private final Cluster cluster;
        private final Management management;
        private final States states;
        private final Tokens tokens = new Tokens();
        private final Scene scene;
        private final Resolver resolver;
        private final List<String> instances =
                Layout.INSTANCE_OF_NODE.stream().distinct().toList();
        private final List<NodeClient> clients = new ArrayList<>();

        Course(History history, Cluster cluster, Management management, Upstream upstream) {
            this.history = history;
            this.cluster = cluster;
            this.management = management;
            this.states = new States(management, history);
            this.scene = new Scene(management, tokens, upstream.address(), states, history);
            this.resolver = new Resolver(management, history);
        }

        void run() throws IOException {
            if (options.faults().contains(FaultKind.FILL_DISK) && !cluster.limitPostgresDisk()) {
                out.println("No disk is filled: that takes the right to mount one");
            }
            if (options.faults().contains(FaultKind.SKEW_CLOCK) && !cluster.canSetClocks()) {
                out.println("No clock is skewed: that takes libfaketime");
            }
            out.println("Starting PostgreSQL, Kafka, two control planes and three nodes");
            cluster.startManagement();
            List<Known> known = new ArrayList<>();
            for (String instance : instances) {
                scene.make(instance);
            }
            cluster.startNodes();
            for (String instance : instances) {
                known.add(new Known(instance, scene.baseline(0, instance, history.now())));
            }
            for (int node = 0; node < Layout.INSTANCE_OF_NODE.size(); node++) {
                clients.add(new NodeClient(
                        cluster.nodes().get(node).name(),
                        Layout.INSTANCE_OF_NODE.get(node),
                        cluster.proxy(node),
                        cluster.admin(node),
                        tokens,
                        history));
            }
            Reader reader = new Reader(management, states, history, instances);
            try (LogReader log = new LogReader(cluster.bootstrapServers(), history);
                    Progress progress = new Progress(history, cluster.parts(), out)) {
                progress.start();
                log.start();
                underFaults(known, reader);
                new Rest(management, history, reader, states, clients, instances)
                        .await(cluster.nodes().size());
            } catch (PartFailedException | IOException e) {
                history.add(new Event.Aborted(history.now(), e.toString()));
            } finally {
                clients.forEach(NodeClient::close);
            }
        }

        private void underFaults(List<Known> known, Reader reader) throws IOException {
            try (Writers writers = scene.writers(known)) {
                Restore restore = new Restore(
                        cluster,
                        writers,
                        scene,
                        resolver,
                        history,
                        options.folder().resolve("copy"));
                Menu menu =
                        new Menu(cluster, new Topics(cluster.bootstrapServers()), restore, history, options.faults());
                for (int node = 0; node < clients.size(); node++) {
                    clients.get(node).start(options.seed() * 101 + node);
                }
                reader.start();
                writers.start(WRITERS, options.seed());
                new Nemesis(menu, history, options.seed()).rage(options.rage());
                cluster.controlPlanes().forEach(ManagedPart::awaitReady);
            } finally {
                reader.close();
            }
            for (String instance : instances) {
                resolver.resolve(0, instance);
            }
        }
    }
}
