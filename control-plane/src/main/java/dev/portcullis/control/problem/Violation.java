package dev.portcullis.control.problem;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One fault of a document. */
@Schema(name = "Violation", description = "One fault of a document.")
public record Violation(
        @Schema(description = "Where: the path of the field.", examples = "token.key", required = true)
        String field,

        @Schema(
                description = "What was found, and what was expected.",
                examples = "301 (expected: 0-300)",
                required = true)
        String message) {}
