/** Tests. */
@NullMarked
package dev.portcullis.chaos.cluster;

import org.jspecify.annotations.NullMarked;
