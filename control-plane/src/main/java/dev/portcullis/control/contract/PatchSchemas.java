package dev.portcullis.control.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jspecify.annotations.Nullable;

/** Derives from what can be written what can be patched: the same fields, all optional, and null where one can be cleared. */
final class PatchSchemas {
    private static final String REFERENCE = "#/components/schemas/";
    private static final String WRITE = "Write";
    private static final String PATCH = "Patch";
    /** Chosen when an instance is created, never changed. */
    private static final String ID = "id";

    private final Map<String, Schema> known;
    private final Map<String, Schema> derived = new TreeMap<>();

    private PatchSchemas(Map<String, Schema> known) {
        this.known = known;
    }

    static void addTo(Components components) {
        PatchSchemas schemas = new PatchSchemas(components.getSchemas());
        components.getSchemas().keySet().stream()
                .filter(name -> name.endsWith(WRITE))
                .forEach(schemas::derive);
        schemas.derived.putAll(schemas.known);
        components.setSchemas(schemas.derived);
    }

    /** Derives the patch of a schema, if that is one of an object; answers the name of what patches it. */
    private String derive(String name) {
        Schema schema = known.get(name);
        if (schema == null || schema.getProperties() == null) {
            return name;
        }
        String patchName = (name.endsWith(WRITE) ? name.substring(0, name.length() - WRITE.length()) : name) + PATCH;
        if (!derived.containsKey(patchName)) {
            Schema patch = OASFactory.createSchema()
                    .addType(Schema.SchemaType.OBJECT)
                    .description("Changes of " + name
                            + " (RFC 7396): what is left out stays as it is, null goes back to the default.");
            derived.put(patchName, patch);
            List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
            schema.getProperties().forEach((field, type) -> {
                if (!field.equals(ID)) {
                    patch.addProperty(field, field(type, required.contains(field)));
                }
            });
        }
        return patchName;
    }

    private Schema field(Schema written, boolean isRequired) {
        String reference = written.getRef();
        if (reference != null) {
            Schema patch = OASFactory.createSchema().ref(REFERENCE + derive(reference.substring(REFERENCE.length())));
            return isRequired
                    ? patch.description(written.getDescription())
                    : OASFactory.createSchema()
                            .description(written.getDescription())
                            .anyOf(List.of(patch, OASFactory.createSchema().addType(Schema.SchemaType.NULL)));
        }
        Schema patch = isRequired ? copy(written) : orNull(written);
        if (written.getAdditionalPropertiesSchema() != null) {
            patch.setAdditionalPropertiesSchema(orNull(written.getAdditionalPropertiesSchema()));
        }
        return patch;
    }

    private static Schema orNull(Schema schema) {
        List<Schema.SchemaType> types = new ArrayList<>(schema.getType() == null ? List.of() : schema.getType());
        types.add(Schema.SchemaType.NULL);
        return copy(schema).type(types);
    }

    private static Schema copy(Schema schema) {
        Schema copy = OASFactory.createSchema();
        Map<String, ? extends @Nullable Object> all = schema.getAll();
        all.forEach(copy::set);
        return copy;
    }
}
