package dev.portcullis.gateway.upstream;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one target: those in use, those kept for the next exchange, of which the one used last is taken first,
 * and the exchanges that wait for one. Vert.x's own pool does not give a new connection to those who need one, and counts
 * connections that became tunnels. Of one event loop; not thread-safe.
 */
final class TargetConnections {
    /** So often kept connections are looked through for those that have waited long enough. */
    private static final long SWEEP_MILLIS = 1_000;

    /** Hardly an upstream closes a connection so soon after it was used. */
    private static final long RECENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final TargetAddress target;
    private final UpstreamLimits limits;
    private final ContextInternal context;
    private final Function<TargetConnections, Future<UpstreamConnection>> dialler;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Queue<Waiter> waiting = new ArrayDeque<>();

    /** Connections with a place, those under way included. */
    private int places;

    private boolean sweeping;

    /** Which connection will do. */
    enum Wanted {
        ANY,
        /** New or used a moment ago: what is sent on it cannot be sent again. */
        RECENT,
        NEW
    }

    /** An exchange that waits, for a place at first and then for the connection. */
    private static final class Waiter {
        final Wanted wanted;
        final Promise<UpstreamConnection> promise;
        long timer;
        boolean dialling;

        Waiter(Wanted wanted, Promise<UpstreamConnection> promise) {
            this.wanted = wanted;
            this.promise = promise;
        }
    }

    TargetConnections(
            TargetAddress target,
            UpstreamLimits limits,
            ContextInternal context,
            Function<TargetConnections, Future<UpstreamConnection>> dialler) {
        this.target = target;
        this.limits = limits;
        this.context = context;
        this.dialler = dialler;
    }

    TargetAddress target() {
        return target;
    }

    /** Whether nothing would be lost if it were forgotten. */
    boolean isUnused() {
        return places == 0 && waiting.isEmpty();
    }

    /** @return fails with a {@link TimeoutException} if no place becomes free in time */
    Future<UpstreamConnection> acquire(Wanted wanted) {
        UpstreamConnection kept = keptFor(wanted);
        if (kept != null) {
            return Future.succeededFuture(kept);
        }
        if (places == limits.connectionsPerTarget() && !idle.isEmpty()) {
            // None of these will do.
            idle.getLast().close();
        }
        if (places == limits.connectionsPerTarget() && waiting.size() >= limits.waiting()) {
            return Future.failedFuture(
                    new ConnectionPoolTooBusyException("requests that wait for a connection: " + waiting.size()));
        }
        Waiter waiter = new Waiter(wanted, context.promise());
        waiter.timer = context.setTimer(limits.connect().toMillis(), late -> late(waiter));
        waiting.add(waiter);
        serveNext();
        return waiter.promise.future();
    }

    private @Nullable UpstreamConnection keptFor(Wanted wanted) {
        long now = System.nanoTime();
        while (wanted != Wanted.NEW && !idle.isEmpty()) {
            UpstreamConnection last = idle.getFirst();
            long idleNanos = now - last.idleSinceNanos;
            if (wanted == Wanted.RECENT && idleNanos > RECENT_NANOS) {
                return null;
            }
            idle.removeFirst();
            if (idleNanos <= last.keptNanos && last.isOpen()) {
                return last;
            }
            last.close();
        }
        return null;
    }

    private void late(Waiter waiter) {
        waiting.remove(waiter);
        waiter.promise.tryFail(
                waiter.dialling
                        ? new ConnectTimeoutException("no connection in time")
                        : new TimeoutException("no place for a connection in time"));
    }

    private void serveNext() {
        while (places < limits.connectionsPerTarget() && !waiting.isEmpty()) {
            Waiter waiter = waiting.remove();
            waiter.dialling = true;
            places++;
            dialler.apply(this)
                    .onComplete(
                            connection -> {
                                if (!hand(connection, waiter)) {
                                    released(connection);
                                }
                            },
                            failure -> {
                                context.owner().cancelTimer(waiter.timer);
                                places--;
                                waiter.promise.tryFail(failure);
                                serveNext();
                            });
        }
    }

    private boolean hand(UpstreamConnection connection, Waiter waiter) {
        context.owner().cancelTimer(waiter.timer);
        return waiter.promise.tryComplete(connection);
    }

    /** A connection is ready for its next exchange. */
    void released(UpstreamConnection connection) {
        if (!connection.isOpen()) {
            return;
        }
        if (!connection.hasPlace && places == limits.connectionsPerTarget()) {
            connection.close();
            return;
        }
        if (!connection.hasPlace) {
            connection.hasPlace = true;
            places++;
        }
        Waiter next = waiting.peek();
        if (next != null && next.wanted == Wanted.NEW) {
            // It gets the place.
            connection.close();
            return;
        }
        connection.idleSinceNanos = System.nanoTime();
        waiting.poll();
        if (next == null || !hand(connection, next)) {
            idle.addFirst(connection);
            sweepLater();
        }
    }

    void giveUpPlace(UpstreamConnection connection) {
        if (connection.hasPlace) {
            connection.hasPlace = false;
            places--;
            serveNext();
        }
    }

    void gone(UpstreamConnection connection) {
        idle.remove(connection);
        giveUpPlace(connection);
    }

    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            context.setTimer(SWEEP_MILLIS, now -> sweep());
        }
    }

    private void sweep() {
        sweeping = false;
        long now = System.nanoTime();
        List<UpstreamConnection> old = new ArrayList<>();
        for (Iterator<UpstreamConnection> kept = idle.iterator(); kept.hasNext(); ) {
            UpstreamConnection connection = kept.next();
            if (now - connection.idleSinceNanos > connection.keptNanos) {
                kept.remove();
                old.add(connection);
            }
        }
        old.forEach(UpstreamConnection::close);
        if (!idle.isEmpty()) {
            sweepLater();
        }
    }
}
