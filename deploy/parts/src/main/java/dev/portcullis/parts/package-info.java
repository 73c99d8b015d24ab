/** The real parts that Portcullis stands on, started on this machine: PostgreSQL and a Kafka broker. */
@NullMarked
package dev.portcullis.parts;

import org.jspecify.annotations.NullMarked;
