/** The end of the process: no new connection is taken, and the requests in flight are answered. */
@NullMarked
package dev.portcullis.control.drain;

import org.jspecify.annotations.NullMarked;
