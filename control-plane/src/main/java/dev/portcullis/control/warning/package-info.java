/** What a write permits and its author should know: how the policy's warnings are found and told. */
@NullMarked
package dev.portcullis.control.warning;

import org.jspecify.annotations.NullMarked;
