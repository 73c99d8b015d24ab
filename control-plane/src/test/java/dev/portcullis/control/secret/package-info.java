@NullMarked
package dev.portcullis.control.secret;

import org.jspecify.annotations.NullMarked;
