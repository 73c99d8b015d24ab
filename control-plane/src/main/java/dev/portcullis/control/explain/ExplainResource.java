package dev.portcullis.control.explain;

import static dev.portcullis.control.access.InstanceScope.INSTANCE_ID;
import static dev.portcullis.control.access.Role.ADMIN;
import static dev.portcullis.control.access.Role.EDITOR;
import static dev.portcullis.control.access.Role.VIEWER;

import dev.portcullis.control.body.JsonBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/instances/{instanceId}:explain}. */
@Path("/api/v1/instances/{instanceId}:explain")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Instances")
public class ExplainResource {
    private final Explanations explanations;

    ExplainResource(Explanations explanations) {
        this.explanations = explanations;
    }

    @POST
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "explain",
            summary = "Explain what the gateway would do with a request",
            description =
                    "Decides by the newest configuration, with the code that the nodes run, and changes nothing. Neither "
                            + "the request nor its token is kept or logged; of a token no claim is shown but those that would be "
                            + "forwarded. How a message is framed (lengths, encodings, connections) is not judged.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ExplainQuestion.class)))
    public Explained explain(@PathParam(INSTANCE_ID) String instanceId, JsonBody body) {
        return explanations.explain(instanceId, body);
    }
}
