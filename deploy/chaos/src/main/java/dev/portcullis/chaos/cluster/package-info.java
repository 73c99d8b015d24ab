/** The system under test: its parts as processes, and the connections between them. */
@NullMarked
package dev.portcullis.chaos.cluster;

import org.jspecify.annotations.NullMarked;
