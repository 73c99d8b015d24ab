package dev.portcullis.control.contract;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Derives the document of an instance from what can be written: an instance, with its routes and rules. */
final class DocumentSchemas {
    private static final String DOCUMENT = "InstanceDocument";
    private static final String RULE = "RuleDocument";

    private DocumentSchemas() {}

    static void addTo(Components components) {
        Map<String, Schema> schemas = new TreeMap<>(components.getSchemas());
        schemas.put(
                RULE,
                extended(schemas, "RuleWrite")
                        .description("A rule with its authorizations.")
                        .addProperty("authorizations", listOf("AuthorizationWrite", "Default: none.")));
        Schema document = extended(schemas, "InstanceWrite")
                .description("An instance with all that is in it.")
                .addProperty("routes", listOf("RouteWrite", "Default: none."))
                .addProperty("rules", listOf(RULE, "Default: none."))
                .addProperty(
                        "secretsLeftOut",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .items(OASFactory.createSchema().addType(Schema.SchemaType.STRING))
                                .description(
                                        "In exports: where a secret has been left out. An instance that has it keeps it."));
        document.addProperty(
                "prune",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .enumeration(List.of("force"))
                        .description(
                                "force: rules that the document does not name are deleted even if they are enabled."));
        document.removeProperty("id");
        schemas.put(DOCUMENT, document);
        components.setSchemas(schemas);
    }

    private static Schema extended(Map<String, Schema> schemas, String name) {
        Schema written = Objects.requireNonNull(schemas.get(name), name);
        Schema extended = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .required(written.getRequired() == null ? List.of() : written.getRequired());
        written.getProperties().forEach(extended::addProperty);
        return extended;
    }

    private static Schema listOf(String name, String description) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.ARRAY)
                .items(OASFactory.createSchema().ref("#/components/schemas/" + name))
                .description(description);
    }
}
