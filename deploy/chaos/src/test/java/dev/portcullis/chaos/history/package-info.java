/** Tests. */
@NullMarked
package dev.portcullis.chaos.history;

import org.jspecify.annotations.NullMarked;
