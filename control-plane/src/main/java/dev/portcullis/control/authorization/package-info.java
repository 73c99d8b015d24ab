/** Authorizations: the conditions of a rule. */
@NullMarked
package dev.portcullis.control.authorization;

import org.jspecify.annotations.NullMarked;
