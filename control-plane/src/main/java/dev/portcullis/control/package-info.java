/** The control plane: keeps the truth in PostgreSQL, offers it over REST, and publishes every change over Kafka. */
@NullMarked
package dev.portcullis.control;

import org.jspecify.annotations.NullMarked;
