package dev.portcullis.control.authorization;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.page.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of authorizations. */
@Schema(name = "AuthorizationPage", description = "A page of authorizations.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuthorizationPage(
        @Schema(required = true) List<Authorization> items,

        @Schema(description = "Leads to the next page; absent on the last.") @Nullable
        String nextPageToken,

        @Schema(description = "The number of items in the whole list, as it is filtered.", required = true)
        long totalSize) {
    AuthorizationPage(Page<Authorization> page) {
        this(page.items(), page.nextPageToken(), page.totalSize());
    }
}
