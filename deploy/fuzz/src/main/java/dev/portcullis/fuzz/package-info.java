/** Feeds the readers of strangers' input with what nobody meant to send, and holds them to what they promise. */
@NullMarked
package dev.portcullis.fuzz;

import org.jspecify.annotations.NullMarked;
