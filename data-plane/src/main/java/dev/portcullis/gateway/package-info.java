/** The gateway node: its settings, and how its parts are put together. */
@NullMarked
package dev.portcullis.gateway;

import org.jspecify.annotations.NullMarked;
