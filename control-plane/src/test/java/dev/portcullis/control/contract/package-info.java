@NullMarked
package dev.portcullis.control.contract;

import org.jspecify.annotations.NullMarked;
