package dev.portcullis.control.contract;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jspecify.annotations.Nullable;

/** Gives schemas of nested types names that say what they are, and keeps references plain, for the generators of clients. */
final class SchemaNames {
    private static final String PREFIX = "#/components/schemas/";
    private static final String INSTANT = "Instant";
    private static final Map<String, String> NEW_NAMES = Map.of("Match", "PathMatch", "Type", "TokenType");

    private SchemaNames() {}

    static void tidy(Components components) {
        Map<String, Schema> named = new TreeMap<>();
        components.getSchemas().forEach((name, schema) -> {
            if (!name.equals(INSTANT)) {
                named.put(NEW_NAMES.getOrDefault(name, name), schema);
            }
        });
        named.values().forEach(SchemaNames::visit);
        components.setSchemas(named);
    }

    private static void visit(@Nullable Schema schema) {
        if (schema == null) {
            return;
        }
        if (schema.getRef() != null) {
            tidyReference(schema, schema.getRef().substring(PREFIX.length()));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(SchemaNames::visit);
        }
        visit(schema.getItems());
    }

    private static void tidyReference(Schema schema, String name) {
        if (name.equals(INSTANT)) {
            schema.setRef(null);
            schema.setType(List.of(Schema.SchemaType.STRING));
            schema.setFormat("date-time");
        } else {
            schema.setType(null);
            schema.setRef(PREFIX + NEW_NAMES.getOrDefault(name, name));
        }
    }
}
