/** Liveness, readiness and metrics, on a port of their own. */
@NullMarked
package dev.portcullis.gateway.admin;

import org.jspecify.annotations.NullMarked;
