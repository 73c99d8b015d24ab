@NullMarked
package dev.portcullis.control.outbox;

import org.jspecify.annotations.NullMarked;
