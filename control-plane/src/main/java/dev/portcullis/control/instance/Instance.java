package dev.portcullis.control.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.revision.Versioned;
import dev.portcullis.model.RequestPolicy;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An instance, as it is answered. */
@Schema(name = "Instance", description = "One logical gateway; any number of nodes serve it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Instance(
        @Schema(description = "Chosen at creation, or made by the server.", examples = "demo", required = true)
        String id,

        @Schema(description = "Unique among instances.", examples = "Demo", required = true)
        String name,

        @Schema(description = "For people.") @Nullable String description,

        @Schema(description = "For people and filters.", examples = "eu-central") @Nullable
        String region,

        @Schema(
                type = SchemaType.OBJECT,
                description = "For people and filters; at most 32 entries.",
                additionalProperties = String.class,
                required = true)
        Map<String, String> labels,

        @Schema(required = true) RequestPolicy requestPolicy,
        @Schema(required = true) Instant createdAt,
        @Schema(required = true) Instant updatedAt,

        @Schema(description = "The revision that last changed the instance itself.", required = true)
        long revision)
        implements Versioned {}
