/** What the tests of the control plane stand on: real servers, tokens, and a client. */
@NullMarked
package dev.portcullis.control.testing;

import org.jspecify.annotations.NullMarked;
