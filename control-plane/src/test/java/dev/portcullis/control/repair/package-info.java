@NullMarked
package dev.portcullis.control.repair;

import org.jspecify.annotations.NullMarked;
