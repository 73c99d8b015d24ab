/** An instance as one document: how it is exported, and how an instance is made what a document says. */
@NullMarked
package dev.portcullis.control.document;

import org.jspecify.annotations.NullMarked;
