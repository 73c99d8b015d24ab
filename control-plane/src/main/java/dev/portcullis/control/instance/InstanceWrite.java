package dev.portcullis.control.instance;

import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.TextLimit;
import dev.portcullis.model.RequestPolicy;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An instance, as clients write it. */
@Schema(name = "InstanceWrite", description = "An instance to create, or what an existing one shall be.")
record InstanceWrite(
        @Schema(
                description = "Only when it is created: an id of your choice. Without one the server makes one.",
                pattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
                examples = "demo")
        @Nullable
        String id,

        @Schema(description = "Unique among instances.", minLength = 1, maxLength = 64, required = true)
        String name,

        @Schema(description = "For people.", maxLength = 1_024) @Nullable
        String description,

        @Schema(description = "For people and filters.", minLength = 1, maxLength = 64) @Nullable
        String region,

        @Schema(
                type = SchemaType.OBJECT,
                description = "For people and filters; at most 32 entries.",
                additionalProperties = String.class,
                maxProperties = 32)
        Map<String, String> labels,

        @Nullable RequestPolicy requestPolicy) {

    static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Reads the fields that say what an instance is; its id and what the server makes are the caller's business. */
    static InstanceDefinition readDefinition(FieldReader in) {
        return new InstanceDefinition(
                in.requiredText("name", TextLimit.NAME),
                in.text("description", TextLimit.prose(1_024)),
                in.text("region", TextLimit.of(1, 64)),
                in.textMap("labels", 32, TextLimit.of(1, 63), TextLimit.of(0, 255)),
                requestPolicy(in.object("requestPolicy")));
    }

    private static RequestPolicy requestPolicy(@Nullable FieldReader in) {
        if (in == null) {
            return RequestPolicy.STRICT;
        }
        RequestPolicy policy = new RequestPolicy(
                in.flag("allowEncodedSlash", false),
                in.flag("allowSemicolon", false),
                in.flag("allowEmptySegments", false));
        in.refuseUnknown();
        return policy;
    }

    static @Nullable String readId(FieldReader in) {
        return in.text(
                "id", new TextLimit(1, 63, ID, "lower-case letters, digits and hyphens, no hyphen first or last"));
    }
}
