/** The keys with which the control plane signs what nodes are to believe, and the secrets by which it believes nodes. */
@NullMarked
package dev.portcullis.control.signature;

import org.jspecify.annotations.NullMarked;
