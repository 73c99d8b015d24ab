@NullMarked
package dev.portcullis.control.fetch;

import org.jspecify.annotations.NullMarked;
