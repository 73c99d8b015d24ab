/** Who wrote a record of the topics: Ed25519 signatures as compact JWS (RFC 7515, RFC 8037). */
@NullMarked
package dev.portcullis.signature;

import org.jspecify.annotations.NullMarked;
