package dev.portcullis.control.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a write, as it is kept.
 *
 * @param createdId of the resource that was created, below the address of the request; null: none was
 * @param epoch of the instance
 * @param revision of the instance
 * @param resourceRevision the one that last changed the resource in the body; null: the body is none
 * @param body JSON
 */
public record FirstAnswer(
        String instanceId,
        String epoch,
        long revision,
        @Nullable String createdId,
        @Nullable Long resourceRevision,
        String body) {}
