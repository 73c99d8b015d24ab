/** What a node's own requests to other servers have in common. */
@NullMarked
package dev.portcullis.gateway.client;

import org.jspecify.annotations.NullMarked;
