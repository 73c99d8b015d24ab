@NullMarked
package dev.portcullis.control.revision;

import org.jspecify.annotations.NullMarked;
