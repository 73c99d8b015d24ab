/** The one place where failures become {@code application/problem+json} (RFC 9457). */
@NullMarked
package dev.portcullis.control.problem;

import org.jspecify.annotations.NullMarked;
