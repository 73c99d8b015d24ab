package dev.portcullis.control.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.history.ItemChange;
import dev.portcullis.control.revision.Versioned;
import dev.portcullis.control.warning.Warning;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What applying a document did, or would do. */
@Schema(name = "Applied", description = "What applying a document did, or, with dryRun, would do.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record Applied(
        @Schema(description = "The newest revision now.", required = true)
        long revision,

        @Schema(description = "Whether it was only rehearsed.", required = true)
        boolean dryRun,

        @Schema(required = true) int created,
        @Schema(required = true) int updated,
        @Schema(required = true) int deleted,

        @Schema(description = "How many resources were so already.", required = true)
        int unchanged,

        @Schema(
                description =
                        "What became of each resource that differs; empty if none does. In a dry run, new resources have ids that they will not keep.",
                required = true)
        List<ItemChange> changes,

        @Schema(description = "What the author should know.") @Nullable
        List<DocumentWarning> warnings)
        implements Versioned {

    /** A warning, and what it is about. */
    @Schema(name = "DocumentWarning", description = "A warning, and what it is about.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DocumentWarning(
            @Schema(description = "The rule or route in the document.", examples = "rules[0]", required = true)
            String field,

            @Schema(required = true) Warning warning) {}
}
