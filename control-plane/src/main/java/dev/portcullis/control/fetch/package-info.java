/** How a rule's published keys are fetched: read from what was written, sealed, and shown without secrets. */
@NullMarked
package dev.portcullis.control.fetch;

import org.jspecify.annotations.NullMarked;
