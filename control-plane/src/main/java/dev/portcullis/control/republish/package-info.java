/** An instance is published once more, because somebody asks for it. */
@NullMarked
package dev.portcullis.control.republish;

import org.jspecify.annotations.NullMarked;
