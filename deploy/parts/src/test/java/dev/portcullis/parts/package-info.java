/** Starts the real parts. */
@NullMarked
package dev.portcullis.parts;

import org.jspecify.annotations.NullMarked;
