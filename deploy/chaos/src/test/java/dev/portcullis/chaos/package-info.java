/** Tests. */
@NullMarked
package dev.portcullis.chaos;

import org.jspecify.annotations.NullMarked;
