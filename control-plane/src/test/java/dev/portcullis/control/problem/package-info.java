@NullMarked
package dev.portcullis.control.problem;

import org.jspecify.annotations.NullMarked;
