/** The programs that make up the system, and the book of those that run. */
@NullMarked
package dev.portcullis.local.part;

import org.jspecify.annotations.NullMarked;
