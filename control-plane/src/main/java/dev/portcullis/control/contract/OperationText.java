package dev.portcullis.control.contract;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** What the texts of operations have in common: who may call them, what a change leads to, and what stands in an address. */
final class OperationText {
    private static final String CHANGE =
            "A change makes a new revision of the instance, which its nodes then apply; without a difference there is none.";
    /** Of a deleted instance there are no revisions any more; the others change no configuration. */
    private static final Set<String> WITHOUT_CHANGE =
            Set.of("deleteInstance", "deregisterNode", "explain", "republishInstance");

    private record Segment(String description, Object example) {}

    private static final Map<String, Segment> SEGMENTS = Map.of(
            "instanceId", new Segment("The id of the instance.", "shop"),
            "routeId", new Segment("The id of the route.", "rt-2n98v7ey001"),
            "ruleId", new Segment("The id of the rule.", "jr-2n98v7ey002"),
            "authorizationId", new Segment("The id of the authorization.", "az-2n98v7ey004"),
            "nodeId", new Segment("The id of the node, as it reports it.", "node-1"),
            "revision", new Segment("The number of the revision.", 3));

    private OperationText() {}

    static void complete(PathItem.HttpMethod method, Operation operation, Roles roles) {
        boolean isChange = method != PathItem.HttpMethod.GET && !WITHOUT_CHANGE.contains(operation.getOperationId());
        String description = operation.getDescription();
        if (description == null) {
            throw new IllegalStateException(
                    operation.getOperationId() + ": no description (expected: one in @Operation)");
        }
        operation.setDescription(
                description + (isChange ? " " + CHANGE : "") + "\n\n" + roles.sentence(operation.getOperationId()));
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getIn() == Parameter.In.PATH)
                    .forEach(OperationText::describe);
        }
    }

    /** A body is what its schema is. */
    static void describe(RequestBody body, Map<String, Schema> schemas) {
        body.setDescription(ofSchema(body.getContent(), schemas));
    }

    private static String ofSchema(Content content, Map<String, Schema> schemas) {
        MediaType type = content.getMediaTypes().values().iterator().next();
        String reference = type.getSchema().getRef();
        return Objects.requireNonNull(schemas.get(reference.substring(reference.lastIndexOf('/') + 1)), reference)
                .getDescription();
    }

    private static void describe(Parameter parameter) {
        Segment segment = SEGMENTS.get(parameter.getName());
        if (segment == null) {
            throw new IllegalStateException(
                    parameter.getName() + ": no description (expected: an entry in OperationText)");
        }
        parameter.description(segment.description()).example(segment.example());
    }

    /** The scanner's {@code OK} and {@code No Content}, in words. */
    static void describe(APIResponse response, Map<String, Schema> schemas) {
        switch (String.valueOf(response.getDescription())) {
            case "OK" -> response.setDescription(ofSchema(response.getContent(), schemas));
            case "No Content" -> response.setDescription("Done; there is nothing to say.");
            default -> {}
        }
    }
}
