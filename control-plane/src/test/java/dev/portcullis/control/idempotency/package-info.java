@NullMarked
package dev.portcullis.control.idempotency;

import org.jspecify.annotations.NullMarked;
