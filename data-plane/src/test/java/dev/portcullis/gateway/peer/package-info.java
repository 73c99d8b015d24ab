/** The peers of a node in tests: clients and upstreams that speak raw bytes, and may misbehave. */
@NullMarked
package dev.portcullis.gateway.peer;

import org.jspecify.annotations.NullMarked;
