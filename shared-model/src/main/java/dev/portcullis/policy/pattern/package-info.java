/** Hosts and paths in their canonical forms, and the patterns that conditions and routes compare them with. */
@NullMarked
package dev.portcullis.policy.pattern;

import org.jspecify.annotations.NullMarked;
