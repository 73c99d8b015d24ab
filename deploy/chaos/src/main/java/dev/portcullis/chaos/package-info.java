/** Faults in every part of a whole system under load, and a proof from the history that its promises held. */
@NullMarked
package dev.portcullis.chaos;

import org.jspecify.annotations.NullMarked;
