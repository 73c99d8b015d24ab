/** Request bodies: strict JSON, read field by field so that every fault of a document is found at once. */
@NullMarked
package dev.portcullis.control.body;

import org.jspecify.annotations.NullMarked;
