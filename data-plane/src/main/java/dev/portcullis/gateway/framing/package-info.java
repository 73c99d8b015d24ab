/** Guards each connection around the HTTP decoder: what could be read as two different messages is read as none. */
@NullMarked
package dev.portcullis.gateway.framing;

import org.jspecify.annotations.NullMarked;
