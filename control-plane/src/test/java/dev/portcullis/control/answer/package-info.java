@NullMarked
package dev.portcullis.control.answer;

import org.jspecify.annotations.NullMarked;
