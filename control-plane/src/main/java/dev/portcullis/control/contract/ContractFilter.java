package dev.portcullis.control.contract;

import dev.portcullis.control.answer.WriteAnswers;
import dev.portcullis.control.idempotency.IdempotentRequest;
import dev.portcullis.control.problem.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Adds to every operation what all share: the token, the problem, and on writes the preference, the key and the revision. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ContractFilter implements OASFilter {
    private static final String SCHEME = "managementToken";
    static final String PROBLEM = "Problem";
    private static final String PREFER = "Prefer";
    /** Operations that are no GET and change no configuration. */
    private static final Set<String> WITHOUT_REVISION = Set.of("deregisterNode", "explain");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components = document.getComponents();
        components.addResponse(PROBLEM, problem());
        components.addParameter(PREFER, prefer());
        ConditionalRequests.addTo(components);
        ListContract.addComponents(components);
        components.addParameter(IdempotentRequest.HEADER, idempotencyKey());
        components.addHeader(
                WriteAnswers.REVISION,
                header("The revision of the instance that the write made.", Schema.SchemaType.INTEGER));
        components.addHeader(
                WriteAnswers.PROPAGATION,
                header(
                        "With Prefer: wait, how far it had come: APPLIED; applied=2; known=2.",
                        Schema.SchemaType.STRING));
        document.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(SCHEME)));
        document.getPaths().getPathItems().forEach(ContractFilter::complete);
        SchemaNames.tidy(components);
        PatchSchemas.addTo(components);
        DocumentSchemas.addTo(components);
    }

    private static void complete(String address, PathItem path) {
        for (Map.Entry<PathItem.HttpMethod, Operation> entry :
                path.getOperations().entrySet()) {
            Operation operation = entry.getValue();
            operation
                    .getResponses()
                    .addAPIResponse("default", OASFactory.createAPIResponse().ref(PROBLEM));
            // The scanner's guesses, which lack the body.
            List.of("400", "401", "403").forEach(operation.getResponses()::removeAPIResponse);
            ConditionalRequests.complete(address, entry.getKey(), operation);
            switch (entry.getKey()) {
                case GET -> ListContract.complete(operation);
                case POST -> {
                    if (!WITHOUT_REVISION.contains(operation.getOperationId())) {
                        operation.addParameter(OASFactory.createParameter().ref(IdempotentRequest.HEADER));
                    }
                    completeWrite(operation);
                    refusesContent(operation);
                }
                case PUT, PATCH -> {
                    completeWrite(operation);
                    refusesContent(operation);
                }
                case DELETE, HEAD, OPTIONS, TRACE -> completeWrite(operation);
            }
        }
    }

    private static void completeWrite(Operation operation) {
        if (!WITHOUT_REVISION.contains(operation.getOperationId())) {
            operation.addParameter(OASFactory.createParameter().ref(PREFER));
            operation.getResponses().getAPIResponses().forEach((status, response) -> {
                if (status.startsWith("2")) {
                    response.addHeader(
                            WriteAnswers.REVISION, OASFactory.createHeader().ref(WriteAnswers.REVISION));
                    response.addHeader(
                            WriteAnswers.PROPAGATION, OASFactory.createHeader().ref(WriteAnswers.PROPAGATION));
                }
            });
        }
    }

    private static void refusesContent(Operation operation) {
        operation
                .getResponses()
                .addAPIResponse("422", OASFactory.createAPIResponse().ref(PROBLEM));
    }

    private static Parameter idempotencyKey() {
        return OASFactory.createParameter()
                .name(IdempotentRequest.HEADER)
                .in(Parameter.In.HEADER)
                .description(
                        "Of your choice, new for each request: whoever repeats the request with it within 24 hours gets the first answer again.")
                .schema(OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .pattern("^[!-~]{1,255}$"));
    }

    private static APIResponse problem() {
        return OASFactory.createAPIResponse()
                .description("The request was refused, or failed.")
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(PROBLEM))));
    }

    private static Parameter prefer() {
        return OASFactory.createParameter()
                .name(PREFER)
                .in(Parameter.In.HEADER)
                .description(
                        "wait=N (RFC 7240; N up to 30 seconds): answer once every live node has applied the change.")
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING))
                .example("wait=10");
    }

    private static Header header(String description, Schema.SchemaType type) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(type));
    }
}
