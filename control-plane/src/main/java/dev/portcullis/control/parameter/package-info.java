/** The parameters in the query of a request: none is passed over. */
@NullMarked
package dev.portcullis.control.parameter;

import org.jspecify.annotations.NullMarked;
