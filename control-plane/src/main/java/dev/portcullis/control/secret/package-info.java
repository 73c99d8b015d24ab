/** The key ring that seals secrets before they touch the database. */
@NullMarked
package dev.portcullis.control.secret;

import org.jspecify.annotations.NullMarked;
