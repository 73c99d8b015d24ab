/** The node's own lines, and those about requests: bounded in rate and memory, and written where nobody waits for it. */
@NullMarked
package dev.portcullis.gateway.logs;

import org.jspecify.annotations.NullMarked;
