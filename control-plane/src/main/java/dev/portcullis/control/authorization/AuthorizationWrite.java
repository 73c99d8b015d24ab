package dev.portcullis.control.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.Patterns;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.policy.pattern.PathPatterns;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A condition, as clients write it. */
@Schema(name = "AuthorizationWrite", description = "A condition to create, or what an existing one shall be.")
record AuthorizationWrite(
        @Schema(
                description = "*, a DNS name, *.name, or an IP literal without brackets. Default: *.",
                minLength = 1,
                maxLength = 253)
        @Nullable
        String host,

        @Schema(required = true) PathPattern path,

        @Schema(description = "Whether ASCII letters of the path match in either case. Default: false.") @Nullable
        Boolean ignoreCase,

        @Schema(description = "Each once; GET includes HEAD. Default: all.", minItems = 1, maxItems = 8) @Nullable
        List<Patterns.Method> methods) {

    private static final PathPattern STAND_IN = new PathPattern(PathPattern.Match.EXACT, "/");

    static AuthorizationDefinition readDefinition(FieldReader in, RequestPolicy policy) {
        JsonNode given = in.raw("host");
        String host = given == null ? "*" : Patterns.host(given, in.pathOf("host"), in.faults());
        boolean ignoreCase = in.flag("ignoreCase", false);
        FieldReader path = in.requiredObject("path", "an object with match and value");
        PathPattern written = Patterns.path(path);
        PathPattern pattern = path == null || written == null
                ? null
                : Patterns.valid(
                        PathPatterns.parseCondition(written, ignoreCase, policy), path.pathOf("value"), in.faults());
        return new AuthorizationDefinition(
                host == null ? "*" : host, pattern == null ? STAND_IN : pattern, ignoreCase, Patterns.methods(in));
    }
}
