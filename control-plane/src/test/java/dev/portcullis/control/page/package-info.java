@NullMarked
package dev.portcullis.control.page;

import org.jspecify.annotations.NullMarked;
