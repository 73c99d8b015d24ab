package dev.portcullis.control.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A claim that a token must have, as clients see it. */
@Schema(name = "RequiredClaim", description = "A claim that a token must have.")
@JsonInclude(JsonInclude.Include.NON_NULL)
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
                        "Texts, numbers or booleans, one of which the claim must equal or contain. Numbers have at most 100 digits, lie within the range of a double, and are compared by value.",
                minItems = 1,
                maxItems = 50,
                required = true)
        List<Object> anyOf,

        @Schema(
                description =
                        "What separates the elements of a claim that is a list in one text, such as a comma; elements are compared as they stand between. Default: a space for claims named scope, scp or scopes; others are one value. Claims that are lists are not split.",
                minLength = 1,
                maxLength = 16)
        @Nullable
        String separator) {}
