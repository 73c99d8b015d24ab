package dev.portcullis.gateway.attack;

import dev.portcullis.gateway.admin.GatewayMetrics;
import dev.portcullis.gateway.framing.ClientLimits;
import dev.portcullis.gateway.framing.GuardedTransport;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.request.ProxyVerticle;
import dev.portcullis.gateway.ruleset.LiveRuleSet;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.secret.SecretKeyRing;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** One node, one upstream and one set of keys for all classes of a run; writes the list when the run ends, for the launcher to print. */
final class Stage implements AutoCloseable {
    /** 2026-11-23T00:00:00Z: where the node's clock stands unless a test moves it. */
    static final long NOW_SECONDS = 1_795_392_000L;

    private static final ClientLimits LIMITS =
            new ClientLimits(Duration.ofSeconds(60), Duration.ofSeconds(75), Duration.ofHours(1));

    private final Vertx vertx = Vertx.builder()
            .withTransport(new GuardedTransport(Transport.NIO, LIMITS))
            .build();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final List<Tally> tallies = new ArrayList<>();
    private final AtomicLong nowMillis = new AtomicLong(NOW_SECONDS * 1_000);
    private final Upstream upstream = new Upstream();
    private final SecretKeyRing secrets =
            SecretKeyRing.parse("k1:" + Base64.getEncoder().encodeToString(new byte[32]));
    private final Keys keys = new Keys(secrets);
    private final PublishedRuleKeys publishedKeys = PublishedRuleKeys.fetchedWith(
            vertx, Config.keysFromLoopback(Duration.ofHours(1)), secrets, InstantSource.system(), metrics.registry());
    private final LiveRuleSet live =
            new LiveRuleSet(new RuleSetCompiler(secrets, publishedKeys), secrets, List.of(publishedKeys));
    private final int port;

    Stage() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        ProxyVerticle.ProxySettings settings =
                new ProxyVerticle.ProxySettings(Rules.INSTANCE, "127.0.0.1", port, false, UpstreamLimits.USUAL);
        await(vertx.deployVerticle(
                new ProxyVerticle(settings, live, metrics, () -> Instant.ofEpochMilli(nowMillis.get()))));
    }

    Tally tally(String name) {
        Tally tally = new Tally(name);
        tallies.add(tally);
        return tally;
    }

    PublishedRuleKeys publishedKeys() {
        return publishedKeys;
    }

    LiveRuleSet live() {
        return live;
    }

    Upstream upstream() {
        return upstream;
    }

    Keys keys() {
        return keys;
    }

    int port() {
        return port;
    }

    AtomicLong nowMillis() {
        return nowMillis;
    }

    private static void await(io.vertx.core.Future<?> future) {
        try {
            future.await(120, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        await(vertx.close());
        metrics.close();
        upstream.close();
        Files.write(
                Path.of("target", "attacks.tsv"),
                tallies.stream().map(Tally::line).sorted().toList());
    }
}
