/** The keys with which the control plane signs what nodes are to believe. */
@NullMarked
package dev.portcullis.control.signature;

import org.jspecify.annotations.NullMarked;
