package dev.portcullis.control.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One field that differs. */
@Schema(name = "FieldDiff", description = "One field that differs.")
public record FieldDiff(
        @Schema(description = "The path of the field.", examples = "token.key", required = true)
        String field,

        @Schema(
                description = "Its value before, of any type; null: it was not set.",
                implementation = Object.class,
                required = true)
        @Nullable
        JsonNode before,

        @Schema(
                description = "Its value after, of any type; null: it is not set.",
                implementation = Object.class,
                required = true)
        @Nullable
        JsonNode after) {

    /** The fields in which two documents differ; objects are compared member by member, lists as wholes. */
    public static List<FieldDiff> between(JsonNode before, JsonNode after) {
        List<FieldDiff> diffs = new ArrayList<>();
        collect("", before, after, diffs);
        return List.copyOf(diffs);
    }

    private static void collect(String path, JsonNode before, JsonNode after, List<FieldDiff> diffs) {
        if (before.equals(after)) {
            return;
        }
        if (!before.isObject() || !after.isObject()) {
            diffs.add(new FieldDiff(path, orNull(before), orNull(after)));
            return;
        }
        Set<String> names = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            collect(
                    path.isEmpty() ? name : path + "." + name,
                    before.has(name) ? before.get(name) : NullNode.instance,
                    after.has(name) ? after.get(name) : NullNode.instance,
                    diffs);
        }
    }

    private static @Nullable JsonNode orNull(JsonNode node) {
        return node.isNull() ? null : node;
    }
}
