package dev.portcullis.gateway.snapshot;

import dev.portcullis.gateway.feed.ImageKeeper;
import dev.portcullis.gateway.feed.SnapshotSource;
import dev.portcullis.gateway.feed.StartSettings;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.TrustedKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node has besides the topic, by its settings: the control plane first, then its disk. */
public final class SnapshotSources implements AutoCloseable {
    private final StartSettings settings;
    private final @Nullable StateFolder folder;

    /** @param registry gets the meters of both */
    public SnapshotSources(
            Vertx vertx,
            SnapshotOptions options,
            EnrolmentSecret enrolment,
            String instanceId,
            String nodeId,
            TrustedKeys trusted,
            InstantSource clock,
            MeterRegistry registry) {
        this.folder = options.stateDir()
                .map(dir -> new StateFolder(
                        StateFile.in(dir, instanceId), instanceId, trusted, options.stateMaxAge(), clock, registry))
                .orElse(null);
        List<SnapshotSource> sources = new ArrayList<>();
        options.controlPlane()
                .ifPresent(controlPlane -> sources.add(new ControlPlaneSnapshot(
                        vertx, controlPlane, enrolment, instanceId, nodeId, trusted, clock, registry)));
        if (folder != null) {
            sources.add(folder);
        }
        this.settings = new StartSettings(options.topicWait(), sources, folder == null ? ImageKeeper.NONE : folder);
    }

    public StartSettings settings() {
        return settings;
    }

    /** Waits for what is being written to disk. */
    @Override
    public void close() {
        if (folder != null) {
            folder.close();
        }
    }
}
