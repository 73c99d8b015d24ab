/** How definitions become JSON in PostgreSQL. */
@NullMarked
package dev.portcullis.control.store;

import org.jspecify.annotations.NullMarked;
