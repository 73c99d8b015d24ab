/** Verification keys that providers publish: fetched off the request path, and read from it without a lock. */
@NullMarked
package dev.portcullis.gateway.keys;

import org.jspecify.annotations.NullMarked;
