/** What lasts is said when it begins, now and then, and when it ends, and not at each attempt. */
@NullMarked
package dev.portcullis.fault;

import org.jspecify.annotations.NullMarked;
