/** What a token says, read strictly: compact JWS and its JSON (RFC 7515, RFC 7519), nothing verified yet. */
@NullMarked
package dev.portcullis.policy.token;

import org.jspecify.annotations.NullMarked;
