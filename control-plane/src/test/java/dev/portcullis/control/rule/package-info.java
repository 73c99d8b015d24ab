@NullMarked
package dev.portcullis.control.rule;

import org.jspecify.annotations.NullMarked;
