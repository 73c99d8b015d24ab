/** The OpenAPI document: what is the same for every operation, said once. */
@NullMarked
package dev.portcullis.control.contract;

import org.jspecify.annotations.NullMarked;
