package dev.portcullis.control.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of one resource. */
@Schema(name = "ItemChange", description = "What became of one resource. Secrets show as fingerprints only.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ItemChange(
        @Schema(required = true) Kind kind,
        @Schema(required = true) Action action,

        @Schema(description = "Of the resource.", examples = "jr-0az3k5m7q2c", required = true)
        String id,

        @Schema(description = "Of an authorization: the rule that it belongs to.") @Nullable
        String ruleId,

        @Schema(description = "Of the resource, if it has one: the newer of the two.") @Nullable
        String name,

        @Schema(
                description = "The fields that differ; for a created or deleted resource, all that it has.",
                required = true)
        List<FieldDiff> fields) {

    /** The kinds of resources. */
    @Schema(name = "ItemKind")
    public enum Kind {
        INSTANCE,
        ROUTE,
        RULE,
        AUTHORIZATION
    }

    /** What became of it. */
    @Schema(name = "ItemAction")
    public enum Action {
        CREATED,
        UPDATED,
        DELETED
    }
}
