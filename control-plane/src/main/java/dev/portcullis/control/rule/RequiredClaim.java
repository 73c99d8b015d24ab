package dev.portcullis.control.rule;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A claim that a token must have, as clients see it. */
@Schema(name = "RequiredClaim", description = "A claim that a token must have.")
record RequiredClaim(
        @Schema(
                description =
                        "The path into nested objects, name by name; a dot in a name needs no escape. A single name is accepted as a text too.",
                minItems = 1,
                maxItems = 16,
                required = true)
        List<String> claim,

        @Schema(
                description =
                        "Texts, numbers or booleans, one of which the claim must equal or contain. A text claim named scope is split on spaces. Numbers have at most 100 digits, lie within the range of a double, and are compared by value.",
                minItems = 1,
                maxItems = 50,
                required = true)
        List<Object> anyOf) {}
