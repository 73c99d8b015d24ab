/** The whole system on one machine: what the launcher's commands do. */
@NullMarked
package dev.portcullis.local;

import org.jspecify.annotations.NullMarked;
