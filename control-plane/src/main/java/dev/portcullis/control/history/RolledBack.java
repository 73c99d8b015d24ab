package dev.portcullis.control.history;

import dev.portcullis.control.revision.Versioned;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a rollback did. */
@Schema(name = "RolledBack", description = "What a rollback did.")
record RolledBack(
        @Schema(description = "The newest revision now.", required = true)
        long revision,

        @Schema(description = "The revision whose content it has.", required = true)
        long to,

        @Schema(description = "What the rollback changed; empty if nothing differed.", required = true)
        List<ItemChange> changes)
        implements Versioned {}
