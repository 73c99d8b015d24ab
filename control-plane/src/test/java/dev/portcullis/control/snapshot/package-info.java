@NullMarked
package dev.portcullis.control.snapshot;

import org.jspecify.annotations.NullMarked;
