/** Follows the config topic: what an instance's configuration is, head by head. */
@NullMarked
package dev.portcullis.gateway.feed;

import org.jspecify.annotations.NullMarked;
