package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * JSON Merge Patch (RFC 7396), applied to a resource as it is answered. The result is read like a replacement, so a patch is
 * judged by the same rules: what it clears falls back to its default, and what the server makes may be named only as it is.
 *
 * <p>A null for a member that is not there stays in the result, where the reader counts it as absent: so a name that nobody
 * knows is found even if the patch only wants it cleared.
 */
@ApplicationScoped
public class MergePatch {
    /** RFC 7396 section 4. */
    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private final ObjectMapper mapper;

    MergePatch(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** The document that the patch makes of a resource. */
    public JsonBody apply(JsonBody patch, Object resource) {
        ObjectNode target = mapper.valueToTree(resource);
        merge(target, patch.root());
        return new JsonBody(target);
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (value.isNull() && target.has(name)) {
                target.remove(name);
            } else if (value instanceof ObjectNode changes && target.get(name) instanceof ObjectNode part) {
                merge(part, changes);
            } else {
                target.set(name, value);
            }
        });
    }
}
