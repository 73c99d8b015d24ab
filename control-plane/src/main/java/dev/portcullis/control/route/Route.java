package dev.portcullis.control.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.body.Patterns;
import dev.portcullis.control.revision.Versioned;
import dev.portcullis.control.warning.Warning;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RouteItem;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A route, as it is answered. */
@Schema(name = "Route", description = "Where traffic goes: hosts and paths lead to an upstream.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Route(
        @Schema(examples = "rt-0az3k5m7q2c", required = true)
        String id,

        @Schema(description = "Unique in the instance.", required = true)
        String name,

        @Schema(description = "In canonical form.", required = true)
        List<String> hosts,

        @Schema(description = "EXACT or PREFIX.", required = true)
        List<PathPattern> paths,

        @Schema(description = "Absent: all.", type = SchemaType.ARRAY, implementation = Patterns.Method.class) @Nullable
        List<String> methods,

        @Schema(required = true) RouteItem.Upstream upstream,
        @Schema(required = true) Instant createdAt,
        @Schema(required = true) Instant updatedAt,

        @Schema(description = "The revision that last changed the route.", required = true)
        long revision,

        @Schema(description = "In answers to writes: what the author should know.") @Nullable
        List<Warning> warnings)
        implements Versioned {}
