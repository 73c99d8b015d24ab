/** What the model means: the compiled rule set, request normalisation, token verification. Pure Java, no I/O, time passed in. */
@NullMarked
package dev.portcullis.policy;

import org.jspecify.annotations.NullMarked;
