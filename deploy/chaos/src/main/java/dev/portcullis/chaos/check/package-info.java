/** Proves from a history alone that the promises held, or names what broke them. */
@NullMarked
package dev.portcullis.chaos.check;

import org.jspecify.annotations.NullMarked;
