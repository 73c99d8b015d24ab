/** What the gateway nodes report, and how far a revision has come. */
@NullMarked
package dev.portcullis.control.node;

import org.jspecify.annotations.NullMarked;
