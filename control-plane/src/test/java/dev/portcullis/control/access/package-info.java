@NullMarked
package dev.portcullis.control.access;

import org.jspecify.annotations.NullMarked;
