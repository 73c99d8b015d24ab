/** Measures the running system from outside, over its sockets. */
@NullMarked
package dev.portcullis.local.bench;

import org.jspecify.annotations.NullMarked;
