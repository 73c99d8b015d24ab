/** What clients did and saw, and what was done to the system, with times. */
@NullMarked
package dev.portcullis.chaos.history;

import org.jspecify.annotations.NullMarked;
