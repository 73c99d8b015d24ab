/** The snapshot of an instance, for nodes that have no topic to read. */
@NullMarked
package dev.portcullis.control.snapshot;

import org.jspecify.annotations.NullMarked;
