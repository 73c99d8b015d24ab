package dev.portcullis.control.rule;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A claim that is forwarded, as clients see it. */
@Schema(name = "ClaimHeader", description = "A claim that is forwarded upstream in a header field.")
record ClaimHeader(
        @Schema(
                description =
                        "The path into nested objects, name by name; a dot in a name needs no escape. A single name is accepted as a text too.",
                minItems = 1,
                maxItems = 16,
                required = true)
        List<String> claim,

        @Schema(
                description =
                        "The name of the field. Framing and hop-by-hop fields, Host, Cookie and Authorization are refused.",
                minLength = 1,
                maxLength = 128,
                required = true)
        String header) {}
