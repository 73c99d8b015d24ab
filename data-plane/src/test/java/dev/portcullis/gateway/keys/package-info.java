/** Tests of fetched keys against hostile providers on real sockets. */
@NullMarked
package dev.portcullis.gateway.keys;

import org.jspecify.annotations.NullMarked;
