package dev.portcullis.control.authorization;

import static dev.portcullis.control.access.InstanceScope.INSTANCE_ID;
import static dev.portcullis.control.access.Role.ADMIN;
import static dev.portcullis.control.access.Role.EDITOR;

import dev.portcullis.control.answer.WriteAnswers;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.body.LargeBody;
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
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/instances/{instanceId}/rules/{ruleId}/authorizations:batch}. */
@Path("/api/v1/instances/{instanceId}/rules/{ruleId}/authorizations:batch")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Authorizations")
public class AuthorizationBatchResource {
    private final AuthorizationBatches batches;
    private final WriteAnswers answers;

    AuthorizationBatchResource(AuthorizationBatches batches, WriteAnswers answers) {
        this.batches = batches;
        this.answers = answers;
    }

    @POST
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "batchAuthorizations",
            summary = "Create, replace and delete many authorizations of a rule",
            description =
                    "All of it in one revision, or nothing: a refusal lists every violation, as create[3].path.value. At most 10,000 authorizations and 64 MiB. If-Match may name the ETag of the newest revision of the instance.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AuthorizationBatch.class)))
    public RestResponse<AuthorizationBatchResult> batch(
            @PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId, @LargeBody JsonBody body) {
        return answers.ok(batches.write(instanceId, ruleId, body));
    }
}
