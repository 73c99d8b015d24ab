@NullMarked
package dev.portcullis.control.instance;

import org.jspecify.annotations.NullMarked;
