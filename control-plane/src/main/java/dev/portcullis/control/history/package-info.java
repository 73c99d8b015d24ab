/** What became of an instance: its revisions, what each of them changed, and the way back. */
@NullMarked
package dev.portcullis.control.history;

import org.jspecify.annotations.NullMarked;
