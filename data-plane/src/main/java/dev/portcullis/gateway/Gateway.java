package dev.portcullis.gateway;

import dev.portcullis.gateway.admin.AdminServer;
import dev.portcullis.gateway.admin.FailedDecisions;
import dev.portcullis.gateway.admin.GatewayMetrics;
import dev.portcullis.gateway.feed.ConfigFeed;
import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.gateway.feed.Standing;
import dev.portcullis.gateway.framing.ClientLimits;
import dev.portcullis.gateway.framing.GuardedTransport;
import dev.portcullis.gateway.logs.NodeLogs;
import dev.portcullis.gateway.request.ProxyVerticle;
import dev.portcullis.gateway.ruleset.KeyReporter;
import dev.portcullis.gateway.ruleset.LiveRuleSet;
import dev.portcullis.gateway.ruleset.NodeReporter;
import dev.portcullis.gateway.ruleset.NodesTopic;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys;
import dev.portcullis.gateway.snapshot.SnapshotSources;
import dev.portcullis.model.NodeReport;
import dev.portcullis.policy.RuleSet;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.signature.ReportSigner;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway node. Everything it needs to know stands in its environment. */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int START_SECONDS = 30;
    private static final int STOP_SECONDS = 20;
    private static final int ADMIN_CONNECTIONS = 32;

    /** Not ready, because requests might have to wait: the published keys of the first rule set are under way. */
    private static final String FETCHING_KEYS = "FETCHING_KEYS";

    private final Vertx vertx;
    /** Of its own, so that it answers whatever happens to the others. */
    private final Vertx adminVertx;

    private final GatewayMetrics metrics = new GatewayMetrics();
    private final NodesTopic nodesTopic;
    private final NodeReporter reporter;
    private final PublishedRuleKeys keys;
    private final KeyReporter keyReporter;
    private final LiveRuleSet live;
    private final SnapshotSources sources;
    private final ConfigFeed feed;
    private final AdminServer admin;
    private final NodeSettings settings;
    private final InstantSource clock;
    private volatile boolean stopping;

    private Gateway(NodeSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.vertx = settings.transport()
                .choose(Vertx.builder()
                        .with(new VertxOptions()
                                .setEventLoopPoolSize(settings.eventLoops())
                                .setPreferNativeTransport(true)))
                .build();
        this.nodesTopic = new NodesTopic(settings.nodesTopic(), settings.kafka());
        ReportSigner signer = new ReportSigner(settings.enrolment(), settings.instanceId(), settings.nodeId(), clock);
        this.reporter =
                new NodeReporter(settings.instanceId(), settings.nodeId(), version(), nodesTopic, signer, clock);
        this.keys =
                PublishedRuleKeys.fetchedWith(vertx, settings.keys(), settings.secrets(), clock, metrics.registry());
        this.keyReporter =
                new KeyReporter(settings.instanceId(), settings.nodeId(), nodesTopic, signer, keys::standings);
        this.live = new LiveRuleSet(
                new RuleSetCompiler(settings.secrets(), keys, new FailedDecisions(metrics.registry())),
                settings.secrets(),
                List.of(metrics, keys, reporter));
        this.sources = new SnapshotSources(
                vertx,
                settings.snapshots(),
                settings.enrolment(),
                settings.instanceId(),
                settings.nodeId(),
                settings.trusted(),
                clock,
                metrics.registry());
        this.feed = new ConfigFeed(
                settings.instanceId(),
                settings.configTopic(),
                settings.kafka(),
                settings.trusted(),
                live,
                sources.settings(),
                clock);
        NodeLogs.bindTo(metrics.registry());
        metrics.bindAge(() -> ageSeconds(feed.standing()));
        this.adminVertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1))
                .withTransport(new GuardedTransport(Transport.NIO, ClientLimits.USUAL, ADMIN_CONNECTIONS))
                .build();
        this.admin = new AdminServer(adminVertx, metrics, this::readiness, ClientLimits.USUAL.idle());
    }

    /** Starts a node and leaves it running until the process is told to end. */
    public static void main(String[] arguments) {
        try {
            NodeSettings settings = NodeSettings.fromEnvironment(System.getenv());
            Gateway gateway = new Gateway(settings, InstantSource.system());
            gateway.start();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(gateway::close));
        } catch (NodeSettings.UnusableSettings e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (Throwable e) {
            // Futures throw what is not declared too; and whatever it is, threads that have begun must not keep the
            // process.
            LOG.error("the node cannot start: {}", reason(e));
            NodeLogs.stop();
            System.exit(1);
        }
    }

    private void start() throws TimeoutException {
        ProxyVerticle.ProxySettings proxy = new ProxyVerticle.ProxySettings(
                settings.instanceId(), settings.proxyHost(), settings.proxyPort(), settings.accessLog());
        begin(
                "admin on " + settings.adminHost() + ":" + settings.adminPort(),
                admin.listen(settings.adminHost(), settings.adminPort()));
        begin(
                "proxy on " + settings.proxyHost() + ":" + settings.proxyPort(),
                vertx.deployVerticle(
                        () -> new ProxyVerticle(proxy, live, metrics, InstantSource.system()),
                        new DeploymentOptions().setInstances(settings.eventLoops())));
        reporter.start(settings.heartbeat());
        keyReporter.start();
        feed.start();
        LOG.info(
                "node {} of {}: proxy on {}:{}, admin on {}:{}",
                settings.nodeId(),
                settings.instanceId(),
                settings.proxyHost(),
                settings.proxyPort(),
                settings.adminHost(),
                settings.adminPort());
    }

    private static void begin(String what, Future<?> listening) throws TimeoutException {
        listening
                .recover(cause -> Future.failedFuture(new IllegalStateException(what + ": " + reason(cause), cause)))
                .await(START_SECONDS, TimeUnit.SECONDS);
    }

    /** The message of a failure, and that of its first cause where that says something else. */
    private static String reason(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        String said = Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
        String cause =
                Objects.requireNonNullElse(first.getMessage(), first.getClass().getSimpleName());
        return said.contains(cause) ? said : said + ": " + cause;
    }

    private AdminServer.Readiness readiness() {
        RuleSet rules = live.current();
        if (stopping) {
            return AdminServer.Readiness.no("STOPPING");
        }
        Standing standing = feed.standing();
        Origin origin = standing.origin();
        if (rules == null || origin == null) {
            return AdminServer.Readiness.no(standing.state().name());
        }
        boolean rejected = live.lacksSecrets();
        boolean ready = !rejected && keys.areFirstFetchesOver();
        return new AdminServer.Readiness(
                ready,
                ready ? standing.state().name() : rejected ? NodeReport.State.REJECTED.name() : FETCHING_KEYS,
                rules.head().revision(),
                origin.name(),
                ageSeconds(standing));
    }

    /** How long ago what is in force was known to be the newest configuration; 0 while there is none. */
    private long ageSeconds(Standing standing) {
        return standing.newestAtMillis() == 0 ? 0 : Math.max(0, (clock.millis() - standing.newestAtMillis()) / 1000);
    }

    private static String version() {
        String version = Gateway.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Lets requests that have begun end, deregisters the node, and ends. */
    @Override
    public void close() {
        stopping = true;
        try {
            feed.close();
            sources.close();
            vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("requests were still under way after {} s", STOP_SECONDS);
        } finally {
            nodesTopic.close();
            metrics.close();
            adminVertx.close();
            NodeLogs.stop();
        }
    }
}
