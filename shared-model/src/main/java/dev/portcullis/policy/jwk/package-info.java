/** Verification keys: JSON Web Keys as people publish them, judged, and the signature checks that they can do. */
@NullMarked
package dev.portcullis.policy.jwk;

import org.jspecify.annotations.NullMarked;
