package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.cluster.Cluster;
import dev.portcullis.chaos.cluster.PartFailedException;
import dev.portcullis.chaos.history.History;
import dev.portcullis.chaos.workload.Known;
import dev.portcullis.chaos.workload.Resolver;
import dev.portcullis.chaos.workload.Scene;
import dev.portcullis.chaos.workload.Writers;
import dev.portcullis.local.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes a copy of the database, and puts it back when more changes have been made: they are lost, and what the database
 * holds is the truth from then on. Writers are held back while it is put back, as an operator would.
 *
 * @param copy where the copy lies meanwhile
 */
public record Restore(Cluster cluster, Writers writers, Scene scene, Resolver resolver, History history, Path copy)
        implements Fault {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_NANOS = 200_000_000;

    @Override
    public String target() {
        return cluster.postgres().name();
    }

    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public Duration atLeast() {
        return Duration.ofSeconds(3);
    }

    @Override
    public void begin() throws IOException {
        Trees.remove(copy);
        cluster.postgres().stop();
        copyTree(cluster.postgresData(), copy);
        cluster.postgres().start();
        cluster.postgres().awaitReady();
    }

    @Override
    public void end() throws IOException {
        writers.undisturbed(() -> {
            for (Known known : writers.instances()) {
                retried(() -> resolver.resolve(0, known.instance()));
            }
            long beganAt = history.now();
            cluster.postgres().stop();
            Trees.remove(cluster.postgresData());
            copyTree(copy, cluster.postgresData());
            cluster.postgres().start();
            cluster.postgres().awaitReady();
            for (Known known : writers.instances()) {
                retried(() -> known.become(scene.baseline(0, known.instance(), beganAt)));
            }
        });
    }

    /** The control plane needs a moment to find the database again. */
    private static void retried(Writers.Undisturbed task) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                task.run();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new PartFailedException("the management API does not answer: " + e.getMessage());
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                // Attributes too: PostgreSQL refuses a folder that others may read.
                Files.copy(path, to.resolve(from.relativize(path)), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
