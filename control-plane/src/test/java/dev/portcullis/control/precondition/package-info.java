@NullMarked
package dev.portcullis.control.precondition;

import org.jspecify.annotations.NullMarked;
