package dev.portcullis.control.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.Patterns;
import dev.portcullis.control.body.TextLimit;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.pattern.FieldNames;
import dev.portcullis.policy.pattern.Parsed;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where a rule's tokens stand, as clients see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "TokenSettings", description = "Where the token stands in a request, and what becomes of it.")
record TokenSettings(
        @Schema(description = "Default: HEADER.") TokenPlace.@Nullable Type type,

        @Schema(
                description =
                        "The name of the header field, query parameter or cookie. Default: Authorization for HEADER, access_token for QUERY and COOKIE.",
                minLength = 1,
                maxLength = 128)
        @Nullable
        String key,

        @Schema(
                description =
                        "HEADER only: what stands before the token. Default: Bearer for Authorization, else nothing; an empty text means nothing.",
                maxLength = 64)
        @Nullable
        String prefix,

        @Schema(description = "Whether the upstream receives the token. Default: false.") @Nullable
        Boolean passthrough) {

    private static final TextLimit PREFIX = TextLimit.of(0, 64);
    private static final TextLimit KEY = TextLimit.of(1, FieldNames.MAX_CHARS);

    /** Where to look, and whether the token stays. */
    record Read(TokenPlace place, boolean passthrough) {}

    static TokenSettings of(TokenPlace place, boolean passthrough) {
        return new TokenSettings(
                place.type(), place.key(), place.type() == TokenPlace.Type.HEADER ? place.prefix() : null, passthrough);
    }

    static Read read(@Nullable FieldReader in) {
        if (in == null) {
            return new Read(new TokenPlace(TokenPlace.Type.HEADER, "Authorization", "Bearer"), false);
        }
        TokenPlace.Type given = in.choice("type", TokenPlace.Type.class);
        TokenPlace.Type type = given == null ? TokenPlace.Type.HEADER : given;
        String key = orElse(in.text("key", KEY), type == TokenPlace.Type.HEADER ? "Authorization" : "access_token");
        Parsed<String> checked = switch (type) {
            case HEADER -> FieldNames.parseTokenHeader(key);
            case COOKIE -> FieldNames.parseCookie(key);
            case QUERY -> FieldNames.parseParameter(key);
        };
        Patterns.valid(checked, in.pathOf("key"), in.faults());
        String prefix = prefix(in, type, key);
        Read read = new Read(new TokenPlace(type, key, prefix), in.flag("passthrough", false));
        in.refuseUnknown();
        return read;
    }

    private static String prefix(FieldReader in, TokenPlace.Type type, String key) {
        String prefix = in.text("prefix", PREFIX);
        return switch (type) {
            case HEADER -> {
                if (prefix != null && !prefix.strip().equals(prefix)) {
                    in.faults().add(in.pathOf("prefix"), "outer white space (expected: none; it is implied)");
                }
                yield orElse(prefix, key.equalsIgnoreCase("Authorization") ? "Bearer" : "");
            }
            case QUERY, COOKIE -> {
                if (prefix != null && !prefix.isEmpty()) {
                    in.faults()
                            .add(
                                    in.pathOf("prefix"),
                                    "a prefix with type " + type + " (expected: one with HEADER only)");
                }
                yield "";
            }
        };
    }

    private static String orElse(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}
