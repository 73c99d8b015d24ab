/** Attacks on the management API, each beside a request that is let through. */
@NullMarked
package dev.portcullis.control.attack;

import org.jspecify.annotations.NullMarked;
