/** Requests that are sent again because their answer was lost: they get the first answer, and nothing is done twice. */
@NullMarked
package dev.portcullis.control.idempotency;

import org.jspecify.annotations.NullMarked;
