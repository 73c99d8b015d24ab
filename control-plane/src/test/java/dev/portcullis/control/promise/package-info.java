/**
 * What the management API promises, as a small model that owes nothing to the code of the control plane, and random
 * sequences of requests that hold the one to the other.
 */
@NullMarked
package dev.portcullis.control.promise;

import org.jspecify.annotations.NullMarked;
