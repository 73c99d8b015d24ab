package dev.portcullis.control.authorization;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.body.Patterns;
import dev.portcullis.control.revision.Versioned;
import dev.portcullis.control.warning.Warning;
import dev.portcullis.model.PathPattern;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A condition, as it is answered. */
@Schema(name = "Authorization", description = "A condition of a rule. It matches when all of its parts do.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record Authorization(
        @Schema(examples = "az-0az3k5m7q2c", required = true)
        String id,

        @Schema(description = "In canonical form.", required = true)
        String host,

        @Schema(required = true) PathPattern path,
        @Schema(required = true) boolean ignoreCase,

        @Schema(description = "Absent: all.", type = SchemaType.ARRAY, implementation = Patterns.Method.class) @Nullable
        List<String> methods,

        @Schema(required = true) Instant createdAt,
        @Schema(required = true) Instant updatedAt,

        @Schema(description = "The revision that last changed the authorization.", required = true)
        long revision,

        @Schema(description = "In answers to writes: what the author should know.") @Nullable
        List<Warning> warnings)
        implements Versioned {}
