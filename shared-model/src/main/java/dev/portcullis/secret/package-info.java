/** Secrets at rest and on the way: AES-256-GCM under keys of a ring, bound to the place where they belong. */
@NullMarked
package dev.portcullis.secret;

import org.jspecify.annotations.NullMarked;
