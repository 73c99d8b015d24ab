@NullMarked
package dev.portcullis.control.body;

import org.jspecify.annotations.NullMarked;
