package dev.portcullis.control.drain;

import io.netty.channel.Channel;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Lets requests finish when the process is told to end (SIGTERM): it stops listening, says on each connection that no
 * further request is taken there, and waits for those in flight. Quarkus goes on to stop everything else, the relay and
 * the feed of the nodes among it, when that is over.
 *
 * <p>Quarkus' own {@code quarkus.shutdown.timeout} goes on accepting connections, and announces the end only in answers
 * to requests that came after it: a client whose request was in flight sends its next one into a closing connection.
 */
@ApplicationScoped
public class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);
    /** Before everything else: whatever answers a request, the request is in flight until then. */
    private static final int FIRST = 10_000;
    /** What had reached the machine when the last answer went out is read within this. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private final Duration limit;
    private final Event<WaitsEnd> waitsEnd;
    private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    /** This object's monitor guards these. */
    private int inFlight;

    private long lastNanos;

    Drain(DrainConfig config, Event<WaitsEnd> waitsEnd) {
        this.limit = config.limit();
        this.waitsEnd = waitsEnd;
    }

    boolean isDraining() {
        return draining;
    }

    void register(@Observes Filters filters) {
        filters.register(this::track, FIRST);
    }

    private void track(RoutingContext context) {
        HttpServerRequest request = context.request();
        listenerOf(request);
        count(1);
        context.addEndHandler(ended -> {
            count(-1);
            if (draining && request.version() == HttpVersion.HTTP_2) {
                // NO_ERROR: streams that are open go on, and the client begins no others (RFC 9113 section 6.8).
                request.connection().goAway(0);
            }
        });
        if (request.version() != HttpVersion.HTTP_2) {
            context.addHeadersEndHandler(ended -> {
                if (draining) {
                    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                }
            });
        }
        context.next();
    }

    /** The socket on which a request's connection was accepted: nothing else of Vert.x or Quarkus names it. */
    private void listenerOf(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection
                && connection.channel().parent() != null
                && listeners.add(connection.channel().parent())
                && draining) {
            connection.channel().parent().close();
        }
    }

    private synchronized void count(int difference) {
        inFlight += difference;
        lastNanos = System.nanoTime();
        notifyAll();
    }

    /** Runs before anything is stopped; what it waits for is answered by a program that is whole. */
    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
        listeners.forEach(listener -> listener.close().awaitUninterruptibly(QUIET.toMillis()));
        long startNanos = System.nanoTime();
        LOG.infof("Ending: no connection is accepted any more, %d requests are in flight", inFlight());
        if (!await(startNanos + limit.toNanos() * 9 / 10)) {
            waitsEnd.fire(new WaitsEnd());
            if (!await(startNanos + limit.toNanos())) {
                LOG.warnf("%d requests are cut off: not answered after %d ms", inFlight(), limit.toMillis());
                return;
            }
        }
        LOG.info("Ending: every request is answered");
    }

    private synchronized int inFlight() {
        return inFlight;
    }

    /** @return whether all requests were answered, and no further one came, before the deadline */
    private synchronized boolean await(long deadlineNanos) {
        lastNanos = System.nanoTime();
        try {
            while (true) {
                long now = System.nanoTime();
                long quietNanos = QUIET.toNanos() - (now - lastNanos);
                if (inFlight == 0 && quietNanos <= 0) {
                    return true;
                }
                if (deadlineNanos - now <= 0) {
                    return inFlight == 0;
                }
                long pauseNanos = Math.min(deadlineNanos - now, inFlight == 0 ? quietNanos : Long.MAX_VALUE);
                wait(pauseNanos / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return inFlight == 0;
        }
    }
}
