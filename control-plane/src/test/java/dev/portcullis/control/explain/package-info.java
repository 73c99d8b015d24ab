@NullMarked
package dev.portcullis.control.explain;

import org.jspecify.annotations.NullMarked;
