/** Commit order becomes Kafka order: what a revision changed waits here until the one relay has published it. */
@NullMarked
package dev.portcullis.control.outbox;

import org.jspecify.annotations.NullMarked;
