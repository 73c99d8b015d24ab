@NullMarked
package dev.portcullis.control.node;

import org.jspecify.annotations.NullMarked;
