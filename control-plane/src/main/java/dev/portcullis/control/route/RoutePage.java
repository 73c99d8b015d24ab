package dev.portcullis.control.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.page.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of routes. */
@Schema(name = "RoutePage", description = "A page of routes.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RoutePage(
        @Schema(required = true) List<Route> items,

        @Schema(description = "Leads to the next page; absent on the last.") @Nullable
        String nextPageToken,

        @Schema(description = "The number of items in the whole list, as it is filtered.", required = true)
        long totalSize) {
    RoutePage(Page<Route> page) {
        this(page.items(), page.nextPageToken(), page.totalSize());
    }
}
