/** Keys and tokens of the local installation. */
@NullMarked
package dev.portcullis.local.access;

import org.jspecify.annotations.NullMarked;
