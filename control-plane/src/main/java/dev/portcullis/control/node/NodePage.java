package dev.portcullis.control.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.page.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of nodes. */
@Schema(name = "NodePage", description = "A page of nodes.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record NodePage(
        @Schema(required = true) List<NodeView> items,

        @Schema(description = "Leads to the next page; absent on the last.") @Nullable
        String nextPageToken,

        @Schema(description = "The number of items in the whole list.", required = true)
        long totalSize) {
    NodePage(Page<NodeView> page) {
        this(page.items(), page.nextPageToken(), page.totalSize());
    }
}
