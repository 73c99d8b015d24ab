package dev.portcullis.control.node;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the tables have of a revision.
 *
 * @param digest null: from before digests were kept
 */
record TableRevision(@Nullable String digest, Instant madeAt) {}
