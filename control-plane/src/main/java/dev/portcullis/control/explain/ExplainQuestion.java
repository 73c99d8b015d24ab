package dev.portcullis.control.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.TextLimit;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The request that is asked about, as clients write it. */
@Schema(name = "ExplainQuestion", description = "A request as a client would send it to a node.")
record ExplainQuestion(
        @Schema(description = "Default: GET.", maxLength = 32) @Nullable
        String method,

        @Schema(
                description =
                        "http(s)://host/path?query, taken as it stands; or only /path?query, with the host in a Host "
                                + "field. A Host field overrides the host of the URL.",
                minLength = 1,
                maxLength = 65_536,
                required = true,
                examples = "https://api.example/v1/things")
        String url,

        @Schema(description = "In order. At most 200.", minItems = 1, maxItems = 200) @Nullable
        List<AskedField> headers,

        @Schema(
                description =
                        "A token to add where the oldest rule that applies and has its issuer looks for one; else where "
                                + "the oldest that applies does; else as Authorization: Bearer.",
                format = "password",
                minLength = 1,
                maxLength = 65_536)
        @Nullable
        String token) {

    /** A header field, as clients write it. */
    @Schema(name = "AskedField", description = "A header field.")
    record AskedField(
            @Schema(required = true, minLength = 1, maxLength = 256)
            String name,

            @Schema(required = true, maxLength = 65_536) String value) {}

    /** What a node takes of a request's header. */
    private static final int MAX_HEADER_CHARS = 64 * 1024;

    private static final int MAX_FIELDS = 200;
    private static final TextLimit METHOD = TextLimit.of(0, 32);
    private static final TextLimit URL = TextLimit.of(1, MAX_HEADER_CHARS);
    private static final TextLimit NAME =
            new TextLimit(1, 256, Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]++"), "a token of RFC 9110 section 5.6.2");
    private static final TextLimit VALUE = TextLimit.of(0, MAX_HEADER_CHARS);
    private static final TextLimit TOKEN = new TextLimit(
            1, MAX_HEADER_CHARS, Pattern.compile("[!-:<-~&&[^\",&\\\\]]++"), "visible ASCII but \" & , ; \\");

    static Question read(FieldReader in) {
        String method = in.text("method", METHOD);
        String url = in.requiredText("url", URL);
        AskedUrl asked = url.isEmpty() ? null : AskedUrl.read(url, in.pathOf("url"), in.faults());
        List<AskedFields.Field> given = in.list("headers", MAX_FIELDS, (node, at) -> field(in, node, at));
        List<AskedFields.Field> fields = given == null ? List.of() : given;
        String token = in.text("token", TOKEN);
        in.refuseUnknown();
        int chars = url.length() + (token == null ? 0 : token.length());
        for (AskedFields.Field field : fields) {
            chars += field.name().length() + field.value().length();
        }
        if (chars > MAX_HEADER_CHARS) {
            in.faults()
                    .add(
                            "",
                            chars + " characters in url, headers and token together (expected: at most "
                                    + MAX_HEADER_CHARS + ", with which a node answers 431)");
        }
        return new Question(
                method == null ? "GET" : method,
                asked == null ? new AskedUrl(null, "/") : asked,
                new AskedFields(fields),
                token);
    }

    private static AskedFields.@Nullable Field field(FieldReader in, JsonNode node, String at) {
        FieldReader field = in.objectAt(node, at);
        if (field == null) {
            return null;
        }
        String name = field.requiredText("name", NAME);
        String value = field.requiredText("value", VALUE);
        field.refuseUnknown();
        return new AskedFields.Field(name, value);
    }

    /** The question, read. Shows nothing of itself. */
    record Question(
            String method,
            AskedUrl url,
            AskedFields fields,
            @Nullable String token) {
        @Override
        public String toString() {
            return "Question[]";
        }
    }
}
