package dev.portcullis.control.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.page.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of revisions. */
@Schema(name = "RevisionPage", description = "Revisions, newest first.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RevisionPage(
        @Schema(required = true) List<Revision> items,

        @Schema(description = "Leads to the next page; absent on the last one.") @Nullable
        String nextPageToken,

        @Schema(description = "How many there are.", required = true)
        long totalSize) {
    RevisionPage(Page<Revision> page) {
        this(page.items(), page.nextPageToken(), page.totalSize());
    }
}
