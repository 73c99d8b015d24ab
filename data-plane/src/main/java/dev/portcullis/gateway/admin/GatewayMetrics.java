package dev.portcullis.gateway.admin;

import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.gateway.ruleset.RuleSetListener;
import dev.portcullis.gateway.ruleset.UnopenedSecret;
import dev.portcullis.model.Head;
import dev.portcullis.model.Rejection;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.DenialReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node counts. Meters of the request path are made beforehand; labels are reasons, and ids of shadow rules up to a
 * bound. Thread-safe.
 */
public final class GatewayMetrics implements RuleSetListener, AutoCloseable {
    private static final int SHADOW_SERIES = 1_000;
    private static final String REQUESTS = "portcullis.requests";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<DenialReason, Counter> denied = new EnumMap<>(DenialReason.class);
    private final ShadowCounters shadow = new ShadowCounters(registry, SHADOW_SERIES);
    private final Counter passed = requests("passed", "");
    private final Counter authenticated = requests("authenticated", "");
    private final Timer decision = timer("portcullis.decision", "Time to normalise and decide", Tags.empty());
    private final Timer upstreamAnswered = upstream("");
    private final Map<DenialReason, Timer> upstreamFailed = new EnumMap<>(Map.of(
            DenialReason.UPSTREAM_UNREACHABLE, upstream(DenialReason.UPSTREAM_UNREACHABLE.code()),
            DenialReason.UPSTREAM_TIMEOUT, upstream(DenialReason.UPSTREAM_TIMEOUT.code())));
    private final AtomicLong revision = new AtomicLong();
    private final AtomicInteger rejected = new AtomicInteger();
    private final AtomicInteger unopenedSecrets = new AtomicInteger();
    private final AtomicReference<@Nullable Origin> origin = new AtomicReference<>();
    private final Counter swaps = registry.counter("portcullis.ruleset.swaps");
    private final JvmGcMetrics gc = new JvmGcMetrics();

    public GatewayMetrics() {
        for (DenialReason reason : DenialReason.values()) {
            denied.put(reason, requests("denied", reason.code()));
        }
        Gauge.builder("portcullis.ruleset.revision", revision, AtomicLong::get)
                .description("Revision in force; 0: none, every request is answered 503")
                .register(registry);
        Gauge.builder("portcullis.ruleset.rejected", rejected, AtomicInteger::get)
                .description(
                        "1 while a newer revision was refused and the last good one stays in force, or secrets do not open")
                .register(registry);
        Gauge.builder("portcullis.ruleset.unopened.secrets", unopenedSecrets, AtomicInteger::get)
                .description("Secrets of rules that enforce, which no key of this node opens")
                .register(registry);
        for (Origin one : Origin.values()) {
            Gauge.builder("portcullis.ruleset.origin", origin, now -> now.get() == one ? 1 : 0)
                    .description("1 where the configuration in force was read, or confirmed, last")
                    .tag("origin", one.name())
                    .register(registry);
        }
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    /** @param ageSeconds since the configuration in force was known to be the newest */
    public void bindAge(Supplier<Number> ageSeconds) {
        Gauge.builder("portcullis.ruleset.age", ageSeconds)
                .description("Since the configuration in force was known to be the newest")
                .baseUnit("seconds")
                .register(registry);
    }

    /** The registry, for parts that bring meters of their own. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    public void denied(DenialReason reason) {
        Counter counter = denied.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    public void passed() {
        passed.increment();
    }

    public void authenticated() {
        authenticated.increment();
    }

    /** What a shadow rule would have done; null: let the request through. */
    public void shadow(String ruleId, @Nullable DenialReason wouldDeny) {
        shadow.count(ruleId, wouldDeny);
    }

    public void decisionNanos(long nanos) {
        decision.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** To the head of a response. */
    public void upstreamAnswered(long nanos) {
        upstreamAnswered.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** To the failure of an upstream of which no head of a response has come. */
    public void upstreamFailed(DenialReason reason, long nanos) {
        Timer timer = upstreamFailed.get(reason);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void applied(Head head, Collection<RuleItem> rules, Origin from, List<UnopenedSecret> unopened) {
        origin.set(from);
        revision.set(head.revision());
        rejected.set(unopened.isEmpty() ? 0 : 1);
        unopenedSecrets.set(unopened.size());
        swaps.increment();
        shadow.retain(rules);
    }

    @Override
    public void rejected(@Nullable Head head, Rejection rejection, String reason) {
        rejected.set(1);
        registry.counter("portcullis.config.rejections", "reason", rejection.name())
                .increment();
    }

    @Override
    public void ignored(String reason) {
        registry.counter("portcullis.config.ignored", "reason", reason).increment();
    }

    @Override
    public void absent() {
        origin.set(null);
        revision.set(0);
        rejected.set(0);
        unopenedSecrets.set(0);
        shadow.retain(List.of());
    }

    /** The metrics in the text format of Prometheus. */
    String scrape() {
        return registry.scrape();
    }

    private Counter requests(String outcome, String code) {
        return Counter.builder(REQUESTS)
                .description("Requests by outcome, and by the code of the denial")
                .tag("outcome", outcome)
                .tag("code", code)
                .register(registry);
    }

    private Timer upstream(String code) {
        return timer(
                "portcullis.upstream",
                "Time to the head of the upstream's response, or to its failure, without what the client takes",
                Tags.of("code", code));
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name)
                .tags(tags)
                .description(description)
                .serviceLevelObjectives(
                        Duration.ofNanos(10_000),
                        Duration.ofNanos(100_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10))
                .register(registry);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
