/** Who said it: Ed25519 signatures as compact JWS (RFC 7515, RFC 8037), and secrets shared with nodes. */
@NullMarked
package dev.portcullis.signature;

import org.jspecify.annotations.NullMarked;
