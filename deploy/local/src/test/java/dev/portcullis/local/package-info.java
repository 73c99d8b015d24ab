/** Tests of the launcher itself. */
@NullMarked
package dev.portcullis.local;

import org.jspecify.annotations.NullMarked;
