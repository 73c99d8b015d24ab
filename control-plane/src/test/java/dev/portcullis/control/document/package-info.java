@NullMarked
package dev.portcullis.control.document;

import org.jspecify.annotations.NullMarked;
