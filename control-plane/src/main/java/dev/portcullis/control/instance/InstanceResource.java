package dev.portcullis.control.instance;

import static dev.portcullis.control.access.InstanceScope.INSTANCE_ID;
import static dev.portcullis.control.access.Role.ADMIN;
import static dev.portcullis.control.access.Role.EDITOR;
import static dev.portcullis.control.access.Role.VIEWER;

import dev.portcullis.control.answer.ReadAnswers;
import dev.portcullis.control.answer.WriteAnswers;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.body.MergePatch;
import dev.portcullis.control.page.PageRequest;
import dev.portcullis.control.revision.Changed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/instances}. */
@Path("/api/v1/instances")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Instances", description = "One logical gateway each; any number of nodes serve it.")
public class InstanceResource {
    private final Instances instances;
    private final WriteAnswers answers;
    private final ReadAnswers reads;

    InstanceResource(Instances instances, WriteAnswers answers, ReadAnswers reads) {
        this.instances = instances;
        this.answers = answers;
        this.reads = reads;
    }

    @GET
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(operationId = "listInstances", summary = "List the instances that the caller may see")
    public InstancePage list(UriInfo address) {
        return new InstancePage(instances.list(PageRequest.of(address, InstanceList.TABLE.shape())));
    }

    @POST
    @RolesAllowed(ADMIN)
    @Operation(operationId = "createInstance", summary = "Create an instance")
    @APIResponse(
            responseCode = "201",
            description = "Created.",
            headers =
                    @Header(
                            name = "Location",
                            description = "Its address.",
                            schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = Instance.class)))
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = InstanceWrite.class)))
    public RestResponse<Instance> create(JsonBody body, UriInfo address) {
        Changed<Instance> created = instances.create(body);
        return answers.created(
                created,
                address.getAbsolutePathBuilder().path(created.instanceId()).build());
    }

    @GET
    @Path("{instanceId}")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(operationId = "getInstance", summary = "Read an instance")
    public RestResponse<Instance> read(@PathParam(INSTANCE_ID) String instanceId) {
        return reads.of(instances.read(instanceId));
    }

    @PUT
    @Path("{instanceId}")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(operationId = "replaceInstance", summary = "Replace what an instance says of itself")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = InstanceWrite.class)))
    public RestResponse<Instance> replace(@PathParam(INSTANCE_ID) String instanceId, JsonBody body) {
        return answers.ok(instances.replace(instanceId, body));
    }

    @PATCH
    @Path("{instanceId}")
    @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "patchInstance",
            summary = "Change some of what an instance is",
            description = "JSON Merge Patch (RFC 7396); sent as application/json it is understood too.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MergePatch.MEDIA_TYPE, schema = @Schema(ref = "InstancePatch")))
    public RestResponse<Instance> patch(@PathParam(INSTANCE_ID) String instanceId, JsonBody patch) {
        return answers.ok(instances.patch(instanceId, patch));
    }

    @DELETE
    @Path("{instanceId}")
    @RolesAllowed(ADMIN)
    @Operation(
            operationId = "deleteInstance",
            summary = "Delete an instance",
            description =
                    "One that has routes or rules is deleted only with cascade=true, and only if no rule is enabled.")
    public RestResponse<Void> delete(
            @PathParam(INSTANCE_ID) String instanceId, @QueryParam("cascade") boolean cascade) {
        return answers.instanceGone(instances.delete(instanceId, cascade));
    }
}
