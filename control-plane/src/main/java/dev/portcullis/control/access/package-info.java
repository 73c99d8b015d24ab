/** Who calls, in which role, confined to which instances. */
@NullMarked
package dev.portcullis.control.access;

import org.jspecify.annotations.NullMarked;
