/** All records of an instance with their signed head, as a stream: what a node starts from when there is no topic to read. */
@NullMarked
package dev.portcullis.snapshot;

import org.jspecify.annotations.NullMarked;
