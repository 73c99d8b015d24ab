package dev.portcullis.control.history;

import java.time.Instant;

/** A row of {@code revision}, with how many items it changed. */
record RevisionRow(
        long number,
        Instant madeAt,
        String caller,
        String requestId,
        String operation,
        int created,
        int updated,
        int deleted) {}
