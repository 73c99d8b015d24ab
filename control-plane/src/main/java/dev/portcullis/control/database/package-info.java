/** What becomes of requests, and of the start, when PostgreSQL is away, slow, or gives up. */
@NullMarked
package dev.portcullis.control.database;

import org.jspecify.annotations.NullMarked;
