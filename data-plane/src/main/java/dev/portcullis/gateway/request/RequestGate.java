package dev.portcullis.gateway.request;

import dev.portcullis.gateway.admin.GatewayMetrics;
import dev.portcullis.gateway.framing.AmbiguousMessageException;
import dev.portcullis.gateway.framing.FieldSyntax;
import dev.portcullis.gateway.framing.RequestIds;
import dev.portcullis.gateway.ruleset.LiveRuleSet;
import dev.portcullis.gateway.upstream.Forwarder;
import dev.portcullis.gateway.upstream.Forwarding;
import dev.portcullis.gateway.upstream.UpstreamFailure;
import dev.portcullis.policy.AwaitedKeys;
import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.DenialReason;
import dev.portcullis.policy.ForwardPlan;
import dev.portcullis.policy.Normalisation;
import dev.portcullis.policy.RemoteKeySet;
import dev.portcullis.policy.RequestHead;
import dev.portcullis.policy.RequestNormaliser;
import dev.portcullis.policy.RuleSet;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every request, upgrades included, since they are decided before anything is done for them:
 *
 * <pre>
 *                            ┌─ keys that are being fetched, or may be refetched ──┐
 *                            ▼                                                     │
 *   accept ─▶ normalise ─▶ decide ─▶ plan ─▶ forward                               │
 *      └──────────┴──────────┼────────┴───────┴──▶ problem                         │
 *                            └─────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>The rule set is read once, so a swap meanwhile changes nothing for a request that has begun. One for each event loop.
 */
final class RequestGate {
    private static final Logger LOG = LoggerFactory.getLogger(RequestGate.class);

    /**
     * The first may only join a fetch that was under way, and that may have left before the key was published; the second
     * is then made for this token. Where it was made already, or may not be made, the second ends at once.
     */
    private static final int MAX_FETCHES_AWAITED = 2;

    private static final int NO_CONTENT = 204;

    private final LiveRuleSet live;
    private final Forwarder forwarder;
    private final GatewayMetrics metrics;
    private final ProblemAnswer problems;
    private final AccessLog accessLog;
    private final InstantSource clock;

    RequestGate(
            LiveRuleSet live,
            Forwarder forwarder,
            GatewayMetrics metrics,
            ProblemAnswer problems,
            AccessLog accessLog,
            InstantSource clock) {
        this.live = live;
        this.forwarder = forwarder;
        this.metrics = metrics;
        this.problems = problems;
        this.accessLog = accessLog;
        this.clock = clock;
    }

    /** Takes a request that was read without a fault. */
    void handle(HttpServerRequest request) {
        Passage passage = passage(request);
        request.pause();
        guarded(passage, () -> pass(passage));
    }

    private Passage passage(HttpServerRequest request) {
        return new Passage(request, RequestIds.next(), clock.millis());
    }

    private void guarded(Passage passage, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            // Whatever went wrong, the request goes no further.
            LOG.error("request {} could not be decided", passage.requestId, e);
            deny(passage, DenialReason.INTERNAL, DenialReason.INTERNAL.title(), null);
        }
    }

    /** Takes what could not be read as a request; the connection ends with the answer. */
    void handleInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        DenialReason reason = switch (cause) {
            case TooLongHttpLineException line -> DenialReason.TARGET_TOO_LONG;
            case TooLongHttpHeaderException header -> DenialReason.HEADER_TOO_LARGE;
            case null, default -> DenialReason.AMBIGUOUS_REQUEST;
        };
        String detail = reason != DenialReason.AMBIGUOUS_REQUEST
                ? reason.title()
                : cause instanceof AmbiguousMessageException ambiguous
                        ? ambiguous.detail()
                        : "The request is not well-formed HTTP";
        denyLast(passage(request), reason, detail);
    }

    private void pass(Passage passage) {
        HttpServerRequest request = passage.request;
        RuleSet rules = live.current();
        if (rules == null) {
            deny(passage, DenialReason.NOT_READY, DenialReason.NOT_READY.title(), null);
            return;
        }
        long start = System.nanoTime();
        boolean isHttp2 = request.version() == HttpVersion.HTTP_2;
        if (isHttp2 && FieldSyntax.isHttp2HeaderTooLarge(request.uri(), request.headers())) {
            denyLast(passage, DenialReason.HEADER_TOO_LARGE, DenialReason.HEADER_TOO_LARGE.title());
            return;
        }
        String fault = isHttp2 ? FieldSyntax.http2Fault(request.headers()) : null;
        if (fault != null) {
            denyLast(passage, DenialReason.AMBIGUOUS_REQUEST, fault);
            return;
        }
        switch (RequestNormaliser.normalise(head(request), rules.requestPolicy())) {
            case Normalisation.Refused refused -> denyLast(passage, refused.reason(), refused.detail());
            case Normalisation.ServerOptions ignored -> {
                log(passage, NO_CONTENT, "answered");
                request.resume();
                request.response().setStatusCode(NO_CONTENT).end();
            }
            case Normalisation.Canonical canonical -> {
                passage.canonical = canonical.request();
                decide(passage, rules, canonical.request(), start);
            }
        }
    }

    private void decide(Passage passage, RuleSet rules, CanonicalRequest canonical, long startNanos) {
        ReceivedFields fields = new ReceivedFields(passage.request.headers());
        Decision decision = rules.decide(canonical, fields, passage.startMillis);
        refetchForShadowRules(decision);
        decided(passage, rules, canonical, fields, decision, startNanos, MAX_FETCHES_AWAITED);
    }

    private void decided(
            Passage passage,
            RuleSet rules,
            CanonicalRequest canonical,
            ReceivedFields fields,
            Decision decision,
            long startNanos,
            int fetchesLeft) {
        if (fetchesLeft > 0
                && decision instanceof Decision.Denied denied
                && !denied.mayHaveKey().isEmpty()) {
            long spentNanos = System.nanoTime() - startNanos;
            afterFetches(passage, denied.mayHaveKey(), () -> {
                long resumedNanos = System.nanoTime() - spentNanos;
                Decision next = rules.decide(canonical, fields, clock.millis());
                decided(passage, rules, canonical, fields, next, resumedNanos, fetchesLeft - 1);
            });
        } else {
            conclude(passage, rules, canonical, fields, decision, startNanos);
        }
    }

    /** They hold up nothing. */
    private static void refetchForShadowRules(Decision decision) {
        Set<RemoteKeySet> asked = new HashSet<>();
        for (Decision.ShadowVerdict verdict : decision.shadow()) {
            AwaitedKeys awaited = verdict.mayHaveKey();
            if (awaited != null && awaited.cause() == AwaitedKeys.Cause.UNKNOWN_KID && asked.add(awaited.keys())) {
                awaited.keys().refetchUnawaited();
            }
        }
    }

    /**
     * Runs the next step on the event loop of the request when the keys are as new as they will get, which takes no longer
     * than a fetch may. The request stays paused meanwhile; if its client goes, there is nothing left to do.
     */
    private void afterFetches(Passage passage, Set<AwaitedKeys> keySets, Runnable next) {
        Context own = Objects.requireNonNull(Vertx.currentContext(), "requests come on an event loop");
        CompletableFuture<?>[] ended = keySets.stream()
                .map(awaited -> fetchOf(awaited).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ended)
                .whenComplete((done, failure) -> own.runOnContext(now -> guarded(passage, () -> {
                    if (passage.request.response().closed()) {
                        log(passage, 0, "aborted");
                    } else {
                        next.run();
                    }
                })));
    }

    private static CompletionStage<?> fetchOf(AwaitedKeys awaited) {
        return switch (awaited.cause()) {
            case FIRST_FETCH -> awaited.keys().firstFetch();
            case UNKNOWN_KID -> awaited.keys().refetchForUnknownKid();
        };
    }

    private void conclude(
            Passage passage,
            RuleSet rules,
            CanonicalRequest canonical,
            ReceivedFields fields,
            Decision decision,
            long startNanos) {
        passage.shadow = decision.shadow();
        for (Decision.ShadowVerdict verdict : decision.shadow()) {
            metrics.shadow(verdict.ruleId(), verdict.wouldDeny());
        }
        switch (decision) {
            case Decision.Denied denied -> {
                metrics.decisionNanos(System.nanoTime() - startNanos);
                deny(passage, denied.reason(), denied.detail(), denied.ruleId());
            }
            case Decision.Admitted admitted -> {
                if (admitted instanceof Decision.Authenticated authenticated) {
                    passage.ruleId = authenticated.grant().ruleId();
                    passage.outcome = "authenticated";
                }
                Optional<ForwardPlan> plan = rules.plan(canonical, fields, admitted);
                metrics.decisionNanos(System.nanoTime() - startNanos);
                if (plan.isEmpty()) {
                    deny(passage, DenialReason.NO_ROUTE, DenialReason.NO_ROUTE.title(), passage.ruleId);
                } else {
                    forward(passage, canonical, plan.get());
                }
            }
        }
    }

    private void forward(Passage passage, CanonicalRequest canonical, ForwardPlan plan) {
        UpstreamTimer timer = new UpstreamTimer(metrics, System::nanoTime);
        forwarder
                .forward(new Forwarding(passage.request, plan, canonical.host(), passage.requestId, timer))
                .onComplete(
                        status -> {
                            countAdmitted(passage);
                            log(passage, status, passage.outcome);
                        },
                        failure -> {
                            if (failure instanceof UpstreamFailure upstream) {
                                timer.failed(upstream.reason());
                                deny(
                                        passage,
                                        upstream.reason(),
                                        upstream.reason().title(),
                                        passage.ruleId);
                            } else if (!(failure instanceof HttpClosedException)
                                    && !passage.request.response().headWritten()
                                    && !passage.request.response().closed()) {
                                LOG.error("request {} could not be forwarded", passage.requestId, failure);
                                deny(passage, DenialReason.INTERNAL, DenialReason.INTERNAL.title(), passage.ruleId);
                            } else {
                                LOG.debug("request {} ended early", passage.requestId, failure);
                                countAdmitted(passage);
                                log(passage, 0, "aborted");
                            }
                        });
    }

    /** Once for each request, when it is known that it is not denied after all for want of an upstream. */
    private void countAdmitted(Passage passage) {
        if (passage.ruleId == null) {
            metrics.passed();
        } else {
            metrics.authenticated();
        }
    }

    private void deny(Passage passage, DenialReason reason, String detail, @Nullable String ruleId) {
        metrics.denied(reason);
        passage.ruleId = ruleId;
        log(passage, reason.status(), reason.code());
        problems.send(passage.request, reason, detail, passage.requestId);
    }

    private void denyLast(Passage passage, DenialReason reason, String detail) {
        metrics.denied(reason);
        log(passage, reason.status(), reason.code());
        problems.sendLast(passage.request, reason, detail, passage.requestId);
    }

    private void log(Passage passage, int status, String outcome) {
        accessLog.line(passage, status, outcome, clock.millis());
    }

    private static RequestHead head(HttpServerRequest request) {
        RequestHead.Version version = switch (request.version()) {
            case HTTP_1_0 -> RequestHead.Version.HTTP_1_0;
            case HTTP_1_1 -> RequestHead.Version.HTTP_1_1;
            case HTTP_2 -> RequestHead.Version.HTTP_2;
        };
        // HTTP/2's CONNECT has no path.
        String target = request.uri() == null ? "" : request.uri();
        return new RequestHead(
                request.method().name(), target, request.headers().getAll("host"), authority(request), version);
    }

    /** The {@code :authority} of HTTP/2, or the Host that Vert.x takes for it where there is none. */
    private static @Nullable String authority(HttpServerRequest request) {
        HostAndPort authority = request.version() == HttpVersion.HTTP_2 ? request.authority() : null;
        if (authority == null) {
            return null;
        }
        return authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port();
    }
}
