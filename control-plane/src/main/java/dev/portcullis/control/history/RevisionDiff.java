package dev.portcullis.control.history;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** In what two revisions differ. */
@Schema(name = "RevisionDiff", description = "In what two revisions differ.")
record RevisionDiff(
        @Schema(required = true) long from,
        @Schema(required = true) long to,

        @Schema(description = "What leads from the one to the other.", required = true)
        List<ItemChange> changes) {}
