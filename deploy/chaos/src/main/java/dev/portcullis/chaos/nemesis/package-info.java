/** What is done to the system, and in which order. */
@NullMarked
package dev.portcullis.chaos.nemesis;

import org.jspecify.annotations.NullMarked;
