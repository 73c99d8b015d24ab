package dev.portcullis.policy.jwk;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Engines (Signature, Mac) between two uses: initialised once for their key, used by one thread at a time. A thread finds
 * the engine that it used last; two threads that share a place never share an engine, one of them makes a new one. Lives
 * and dies with its key, unlike a ThreadLocal.
 */
final class IdleEngines<T> {
    /** A power of two above the number of event loops of most machines. */
    private static final int PLACES = 32;

    private final AtomicReferenceArray<@Nullable T> idle = new AtomicReferenceArray<>(PLACES);

    /** Takes an engine out; null if there is none for this thread. */
    @Nullable
    T take() {
        return idle.getAndSet(place(), null);
    }

    /** Only for an engine whose last use ended without an exception. */
    void giveBack(T engine) {
        idle.set(place(), engine);
    }

    private static int place() {
        return (int) Thread.currentThread().threadId() & (PLACES - 1);
    }
}
