/** What a request expects of the resource that it addresses (RFC 9110 section 13): entity tags, and the conditions on them. */
@NullMarked
package dev.portcullis.control.precondition;

import org.jspecify.annotations.NullMarked;
