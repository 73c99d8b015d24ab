@NullMarked
package dev.portcullis.control.history;

import org.jspecify.annotations.NullMarked;
