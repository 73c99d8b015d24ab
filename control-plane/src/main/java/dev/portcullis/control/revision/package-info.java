/** The per-instance revision: the frame in which every change happens, and the answers that name it. */
@NullMarked
package dev.portcullis.control.revision;

import org.jspecify.annotations.NullMarked;
