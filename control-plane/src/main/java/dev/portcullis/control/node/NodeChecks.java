package dev.portcullis.control.node;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks over the nodes every second, in every replica: at their clocks, and whether they hold what the tables do. */
@ApplicationScoped
@SuppressWarnings("FutureReturnValueIgnored") // What fails is logged, and the next look says more.
public class NodeChecks {
    private static final Logger LOG = Logger.getLogger(NodeChecks.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final NodeReports reports;
    private final ClockSkews skews;
    private final Disagreements disagreements;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("node-checks").daemon().factory());

    NodeChecks(NodeReports reports, ClockSkews skews, Disagreements disagreements) {
        this.reports = reports;
        this.skews = skews;
        this.disagreements = disagreements;
    }

    void start(@Observes StartupEvent event) {
        thread.scheduleWithFixedDelay(this::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void look() {
        try {
            List<Node> nodes = reports.all();
            skews.check(nodes);
            disagreements.check(nodes);
        } catch (RuntimeException e) {
            LOG.error("The nodes could not be looked over", e);
        }
    }
}
