package dev.portcullis.control.contract;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** How long the texts in lists and maps may be, for which annotations of fields have no place. A test holds them to the API. */
final class ElementLimits {
    private record Limit(String schema, String property, int min, int max) {}

    private static final List<Limit> OF_LISTS = List.of(
            new Limit("RouteWrite", "hosts", 1, 253),
            new Limit("RuleWrite", "audiences", 1, 1_024),
            new Limit("RequiredClaim", "claim", 1, 256),
            new Limit("ClaimHeader", "claim", 1, 256),
            new Limit("AuthorizationBatch", "delete", 1, 64));
    private static final int MAX_LABEL_NAME = 63;
    private static final int MAX_LABEL = 255;

    private ElementLimits() {}

    static void addTo(Components components) {
        Map<String, Schema> schemas = components.getSchemas();
        for (Limit limit : OF_LISTS) {
            Schema list = property(schemas, limit.schema(), limit.property());
            list.setItems(text(limit.min(), limit.max()));
        }
        Schema labels = property(schemas, "InstanceWrite", "labels");
        labels.setPropertyNames(text(1, MAX_LABEL_NAME));
        labels.setAdditionalPropertiesSchema(text(0, MAX_LABEL));
    }

    private static Schema property(Map<String, Schema> schemas, String schema, String property) {
        Schema owner = Objects.requireNonNull(schemas.get(schema), schema);
        return Objects.requireNonNull(owner.getProperties().get(property), schema + "." + property);
    }

    private static Schema text(int min, int max) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .minLength(min == 0 ? null : min)
                .maxLength(max);
    }
}
