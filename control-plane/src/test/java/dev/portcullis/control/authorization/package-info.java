@NullMarked
package dev.portcullis.control.authorization;

import org.jspecify.annotations.NullMarked;
