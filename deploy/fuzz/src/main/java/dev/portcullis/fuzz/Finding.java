package dev.portcullis.fuzz;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A promise that was broken.
 *
 * @param what the exception, or what Jazzer says of the input
 * @param input where the input was saved; null if Jazzer did not say
 */
record Finding(Target target, String what, @Nullable Path input) {}
