package dev.portcullis.gateway;

import dev.portcullis.gateway.admin.GatewayMetrics;
import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.gateway.framing.ClientLimits;
import dev.portcullis.gateway.framing.GuardedTransport;
import dev.portcullis.gateway.keys.RemoteKeysOptions;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.request.ProxyVerticle;
import dev.portcullis.gateway.ruleset.LiveRuleSet;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys.Standing;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.secret.SecretKeyRing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** The proxy side of a node, configured directly and not over Kafka. */
public final class TestNode implements AutoCloseable {
    private static final SecretKeyRing SECRETS =
            SecretKeyRing.parse("k1:" + Base64.getEncoder().encodeToString(new byte[32]));

    private final Vertx vertx;
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final PublishedRuleKeys keys;
    private final LiveRuleSet live;
    private final int port;
    private long revision;

    public TestNode() {
        this(ClientLimits.USUAL, UpstreamLimits.USUAL);
    }

    public TestNode(UpstreamLimits limits) {
        this(ClientLimits.USUAL, limits);
    }

    public TestNode(ClientLimits clients, UpstreamLimits limits) {
        this(clients, limits, RemoteKeysOptions.strict(), false, 1);
    }

    /** On several event loops, each with connections of its own to the upstreams. */
    public static TestNode withLoops(int loops, UpstreamLimits limits) {
        return new TestNode(ClientLimits.USUAL, limits, RemoteKeysOptions.strict(), false, loops);
    }

    public static TestNode withAccessLog() {
        return new TestNode(ClientLimits.USUAL, UpstreamLimits.USUAL, RemoteKeysOptions.strict(), true, 1);
    }

    /** With published keys that may come from {@code http://127.0.0.1}. */
    public static TestNode withKeysFromLoopback(Duration refetchInterval) {
        return new TestNode(
                ClientLimits.USUAL, UpstreamLimits.USUAL, Config.keysFromLoopback(refetchInterval), false, 1);
    }

    /** With published keys from the loopback, whose providers get no longer than this to answer. */
    public static TestNode withImpatientFetches(Duration documentTimeout) {
        return new TestNode(
                ClientLimits.USUAL,
                UpstreamLimits.USUAL,
                Config.keysFromLoopback(Duration.ofHours(1), documentTimeout),
                false,
                1);
    }

    private TestNode(
            ClientLimits clients, UpstreamLimits limits, RemoteKeysOptions keyOptions, boolean accessLog, int loops) {
        vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(loops))
                .withTransport(new GuardedTransport(Transport.NIO, clients))
                .build();
        keys = PublishedRuleKeys.fetchedWith(vertx, keyOptions, SECRETS, InstantSource.system(), metrics.registry());
        live = new LiveRuleSet(new RuleSetCompiler(SECRETS, keys), SECRETS, List.of(metrics, keys));
        port = freePort();
        ProxyVerticle.ProxySettings settings =
                new ProxyVerticle.ProxySettings(Config.INSTANCE, "127.0.0.1", port, accessLog, limits);
        await(vertx.deployVerticle(
                () -> new ProxyVerticle(settings, live, metrics, InstantSource.system()),
                new DeploymentOptions().setInstances(loops)));
    }

    /** A secret, sealed for a place by the key of the node. */
    public static String seal(String secret, String place) {
        return SECRETS.seal(secret.getBytes(StandardCharsets.UTF_8), place);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A revision with these items comes into force. */
    public TestNode configure(ConfigItem... items) {
        live.current(Config.image(++revision, List.of(items)), Origin.TOPIC);
        return this;
    }

    public TestNode configure(List<? extends ConfigItem> items) {
        live.current(Config.image(++revision, items), Origin.TOPIC);
        return this;
    }

    /** Waits until the keys of all rules that have published ones serve. */
    public TestNode awaitKeys() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> keys.standings().stream()
                        .allMatch(standing -> standing instanceof Standing.Followed followed
                                && followed.status().unavailable() == null
                                && followed.status().nextFetchAt() != null));
        return this;
    }

    public PublishedRuleKeys keys() {
        return keys;
    }

    public LiveRuleSet live() {
        return live;
    }

    public Vertx vertx() {
        return vertx;
    }

    public GatewayMetrics metrics() {
        return metrics;
    }

    public int port() {
        return port;
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
        metrics.close();
    }
}
