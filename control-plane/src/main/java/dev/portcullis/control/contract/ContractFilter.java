package dev.portcullis.control.contract;

import dev.portcullis.control.answer.WriteAnswers;
import dev.portcullis.control.idempotency.IdempotentRequest;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
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
import org.jboss.jandex.IndexView;

/**
 * Adds to every operation what follows from what it is: who may call it, how it refuses, what an example looks like, and on
 * writes the preference, the key and the revision. An operation of which that cannot be said fails the build.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ContractFilter implements OASFilter {
    private static final String SCHEME = "managementToken";
    static final String PREFER = "Prefer";
    /** Operations that are no GET and change no configuration. */
    private static final Set<String> WITHOUT_REVISION = Set.of("deregisterNode", "explain");
    /** Operations that are POST and may be repeated anyway. */
    private static final Set<String> WITHOUT_KEY = Set.of("republishInstance");

    private final Roles roles;

    public ContractFilter(IndexView index) {
        this.roles = new Roles(index);
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components = document.getComponents();
        addShared(components);
        document.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(SCHEME)));
        SchemaNames.tidy(components);
        ElementLimits.addTo(components);
        PatchSchemas.addTo(components);
        DocumentSchemas.addTo(components);
        document.getPaths()
                .getPathItems()
                .forEach((address, path) -> path.getOperations()
                        .forEach((method, operation) -> complete(components, address, method, operation)));
    }

    private static void addShared(Components components) {
        components.addParameter(PREFER, prefer());
        ConditionalRequests.addTo(components);
        ListContract.addComponents(components);
        ProblemResponses.addTo(components);
        components.addParameter(IdempotentRequest.HEADER, idempotencyKey());
        components.addHeader(
                WriteAnswers.REVISION,
                header("The revision of the instance that the write made.", Schema.SchemaType.INTEGER));
        components.addHeader(
                WriteAnswers.PROPAGATION,
                header(
                        "With Prefer: wait, how far it had come: APPLIED; applied=2; known=2, or PENDING; "
                                + "applied=1; known=2; missing=\"n2\".",
                        Schema.SchemaType.STRING));
        components.addHeader(
                WriteAnswers.APPLIED,
                header("wait, if the request had Prefer: wait (RFC 7240).", Schema.SchemaType.STRING));
        components.addHeader(
                WriteAnswers.REPLAYED,
                header("Present if this is the first answer, given again.", Schema.SchemaType.BOOLEAN));
    }

    private void complete(Components components, String address, PathItem.HttpMethod method, Operation operation) {
        // The scanner's guesses, which lack the body.
        List.of("400", "401", "403").forEach(operation.getResponses()::removeAPIResponse);
        ConditionalRequests.complete(address, method, operation);
        switch (method) {
            case GET -> ListContract.complete(operation);
            case POST, PUT, PATCH, DELETE, HEAD, OPTIONS, TRACE -> completeWrite(method, operation);
        }
        OperationText.complete(method, operation, roles);
        if (operation.getRequestBody() != null) {
            OperationText.describe(operation.getRequestBody(), components.getSchemas());
        }
        operation
                .getResponses()
                .getAPIResponses()
                .values()
                .forEach(response -> OperationText.describe(response, components.getSchemas()));
        Examples.complete(components, operation);
        ProblemResponses.complete(components, method, operation);
    }

    private static void completeWrite(PathItem.HttpMethod method, Operation operation) {
        if (WITHOUT_REVISION.contains(operation.getOperationId())) {
            return;
        }
        boolean isKeyed = method == PathItem.HttpMethod.POST && !WITHOUT_KEY.contains(operation.getOperationId());
        if (isKeyed) {
            operation.addParameter(OASFactory.createParameter().ref(IdempotentRequest.HEADER));
        }
        operation.addParameter(OASFactory.createParameter().ref(PREFER));
        List<String> headers = isKeyed
                ? List.of(WriteAnswers.REVISION, WriteAnswers.PROPAGATION, WriteAnswers.APPLIED, WriteAnswers.REPLAYED)
                : List.of(WriteAnswers.REVISION, WriteAnswers.PROPAGATION, WriteAnswers.APPLIED);
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("2")) {
                headers.forEach(name ->
                        response.addHeader(name, OASFactory.createHeader().ref(name)));
            }
        });
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
