/** Forwards admitted requests to the targets of their routes. */
@NullMarked
package dev.portcullis.gateway.upstream;

import org.jspecify.annotations.NullMarked;
