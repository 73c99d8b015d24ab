package dev.portcullis.control.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.page.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of rules. */
@Schema(name = "RulePage", description = "A page of rules.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RulePage(
        @Schema(required = true) List<Rule> items,

        @Schema(description = "Leads to the next page; absent on the last.") @Nullable
        String nextPageToken,

        @Schema(description = "The number of items in the whole list, as it is filtered.", required = true)
        long totalSize) {
    RulePage(Page<Rule> page) {
        this(page.items(), page.nextPageToken(), page.totalSize());
    }
}
