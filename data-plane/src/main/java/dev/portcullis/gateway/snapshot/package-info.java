/** Where a node finds its configuration without Kafka: at the control plane, and on its own disk. */
@NullMarked
package dev.portcullis.gateway.snapshot;

import org.jspecify.annotations.NullMarked;
