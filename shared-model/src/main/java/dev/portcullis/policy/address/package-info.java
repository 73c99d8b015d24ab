/** Which URLs may be fetched, and which addresses may be dialled for them. */
@NullMarked
package dev.portcullis.policy.address;

import org.jspecify.annotations.NullMarked;
