/** What the gateway would do with a request, and why. Reads only; keeps and logs nothing of what it is asked. */
@NullMarked
package dev.portcullis.control.explain;

import org.jspecify.annotations.NullMarked;
