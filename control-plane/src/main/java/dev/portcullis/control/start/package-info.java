/** The start: what the program waits for before it is ready. */
@NullMarked
package dev.portcullis.control.start;

import org.jspecify.annotations.NullMarked;
