/** The way of a request: accept, normalise, decide, then forward or deny. */
@NullMarked
package dev.portcullis.gateway.request;

import org.jspecify.annotations.NullMarked;
