/** Answers to writes: the revision, and how far it has come. */
@NullMarked
package dev.portcullis.control.answer;

import org.jspecify.annotations.NullMarked;
