package dev.portcullis.control.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.page.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of instances. */
@Schema(name = "InstancePage", description = "A page of instances.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record InstancePage(
        @Schema(required = true) List<Instance> items,

        @Schema(description = "Leads to the next page; absent on the last.") @Nullable
        String nextPageToken,

        @Schema(description = "The number of items in the whole list, as it is filtered.", required = true)
        long totalSize) {
    InstancePage(Page<Instance> page) {
        this(page.items(), page.nextPageToken(), page.totalSize());
    }
}
