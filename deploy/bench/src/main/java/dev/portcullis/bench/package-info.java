/** Measures what a decision of the policy engine costs, and how that grows with the configuration. */
@NullMarked
package dev.portcullis.bench;

import org.jspecify.annotations.NullMarked;
