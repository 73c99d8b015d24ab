/** Tests. */
@NullMarked
package dev.portcullis.chaos.check;

import org.jspecify.annotations.NullMarked;
