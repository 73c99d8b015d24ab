@NullMarked
package dev.portcullis.control;

import org.jspecify.annotations.NullMarked;
