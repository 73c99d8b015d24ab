@NullMarked
package dev.portcullis.control.warning;

import org.jspecify.annotations.NullMarked;
