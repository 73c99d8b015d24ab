package dev.portcullis.control.contract;

import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Says of the operations on single resources what RFC 9110 section 13 has to do with them. */
final class ConditionalRequests {
    private static final String ETAG = "ETag";
    static final String IF_MATCH = "If-Match";
    static final String IF_NONE_MATCH = "If-None-Match";
    /** How the addresses end that name one resource, or an action on it. */
    private static final List<String> RESOURCES = List.of(
            "/{instanceId}",
            "/{routeId}",
            "/{ruleId}",
            "/{ruleId}/enable",
            "/{ruleId}/disable",
            "/{ruleId}/keys:refresh",
            "/{authorizationId}",
            "/authorizations:batch",
            "/{instanceId}:export",
            "/{instanceId}:apply",
            "/{revision}",
            "/{revision}:rollback");

    private ConditionalRequests() {}

    static void addTo(Components components) {
        components.addHeader(
                ETAG,
                OASFactory.createHeader()
                        .description("Changes if, and only if, the resource does. Strong.")
                        .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
        components.addParameter(
                IF_MATCH,
                parameter(IF_MATCH, "ETags of the states in which the resource may be; else nothing happens: 412."));
        components.addParameter(
                IF_NONE_MATCH,
                parameter(
                        IF_NONE_MATCH,
                        "When reading, the ETag of the state that you have: 304 if there is no other. When creating an instance, *: 412 if the id is taken."));
    }

    private static Parameter parameter(String name, String description) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.HEADER)
                .description(description)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
    }

    static void complete(String path, PathItem.HttpMethod method, Operation operation) {
        boolean creates =
                method == PathItem.HttpMethod.POST && operation.getResponses().hasAPIResponse("201");
        if (!creates && RESOURCES.stream().noneMatch(path::endsWith)) {
            return;
        }
        for (String status : List.of("200", "201")) {
            if (operation.getResponses().hasAPIResponse(status)) {
                operation
                        .getResponses()
                        .getAPIResponse(status)
                        .addHeader(ETAG, OASFactory.createHeader().ref(ETAG));
            }
        }
        if (method == PathItem.HttpMethod.GET) {
            operation.addParameter(OASFactory.createParameter().ref(IF_NONE_MATCH));
            operation
                    .getResponses()
                    .addAPIResponse(
                            "304",
                            OASFactory.createAPIResponse()
                                    .description("The client has it already.")
                                    .addHeader(ETAG, OASFactory.createHeader().ref(ETAG)));
        } else if (!creates) {
            operation.addParameter(OASFactory.createParameter().ref(IF_MATCH));
        } else if (path.endsWith("/instances")) {
            operation.addParameter(OASFactory.createParameter().ref(IF_NONE_MATCH));
        }
    }
}
