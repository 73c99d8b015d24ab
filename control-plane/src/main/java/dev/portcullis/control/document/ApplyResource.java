package dev.portcullis.control.document;

import static dev.portcullis.control.access.InstanceScope.INSTANCE_ID;
import static dev.portcullis.control.access.Role.ADMIN;
import static dev.portcullis.control.access.Role.EDITOR;

import dev.portcullis.control.answer.WriteAnswers;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.body.LargeBody;
import dev.portcullis.control.body.YamlBodyReader;
import dev.portcullis.control.parameter.QueryParameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/instances/{instanceId}:apply}. */
@Path("/api/v1/instances/{instanceId}:apply")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Instances")
public class ApplyResource {
    private static final String DRY_RUN = "dryRun";

    private final Apply apply;
    private final WriteAnswers answers;

    ApplyResource(Apply apply, WriteAnswers answers) {
        this.apply = apply;
        this.answers = answers;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, YamlBodyReader.MEDIA_TYPE})
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "applyDocument",
            summary = "Make an instance what a document says",
            description =
                    "All of it in one revision, or nothing. Rules and routes are matched by name, authorizations by host, path, ignoreCase and methods; what the document does not name is deleted. Refused with RULE_ENABLED if that would delete an enabled rule, unless the document says prune: force. If nothing differs, no revision is made. At most 64 MiB. If-Match may name the ETag of the newest revision, which is also that of an export.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "InstanceDocument")),
                @Content(mediaType = YamlBodyReader.MEDIA_TYPE, schema = @Schema(ref = "InstanceDocument"))
            })
    public RestResponse<Applied> apply(
            @PathParam(INSTANCE_ID) String instanceId,
            @Parameter(
                            description = "true: answers what would be done, and does nothing.",
                            schema = @Schema(implementation = Boolean.class))
                    @QueryParam(DRY_RUN)
                    @Nullable
                    String dryRun,
            @LargeBody JsonBody document) {
        return answers.ok(apply.apply(instanceId, document, QueryParameters.flag(DRY_RUN, dryRun)));
    }
}
