/** What a client and an operator see of the whole system: every test speaks to its sockets. */
@NullMarked
package dev.portcullis.e2e;

import org.jspecify.annotations.NullMarked;
