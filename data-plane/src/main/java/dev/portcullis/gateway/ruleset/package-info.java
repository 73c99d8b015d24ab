/** The rule set in force: compiled from images, swapped as one reference, and reported to the control plane. */
@NullMarked
package dev.portcullis.gateway.ruleset;

import org.jspecify.annotations.NullMarked;
