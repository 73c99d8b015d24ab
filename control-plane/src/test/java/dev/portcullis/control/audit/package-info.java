@NullMarked
package dev.portcullis.control.audit;

import org.jspecify.annotations.NullMarked;
