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
import dev.portcullis.control.parameter.QueryParameters;
import dev.portcullis.control.parameter.WholeQuery;
import dev.portcullis.control.problem.Problem;
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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/instances}. */
@Path("/api/v1/instances")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Instances", description = "One logical gateway each; any number of nodes serve it.")
public class InstanceResource {
    private static final String CASCADE = "cascade";

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
    @Operation(
            operationId = "listInstances",
            summary = "List the instances that the caller may see",
            description =
                    "A page of them, in the order that sort names. Those that a confined token does not name are left out, and not counted. Changes nothing.")
    public InstancePage list(@WholeQuery UriInfo address) {
        return new InstancePage(instances.list(PageRequest.of(address, InstanceList.TABLE.shape())));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(ADMIN)
    @Operation(
            operationId = "createInstance",
            summary = "Create an instance",
            description =
                    "With an id of your choice, or one made by the server. Both id and name must be free. It has no routes and rules yet, so its nodes let everything in and find no upstream; its first revision is 1. With If-None-Match: * a taken id is refused with 412 instead of 409.")
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
    @Operation(
            operationId = "getInstance",
            summary = "Read an instance",
            description = "What it says of itself; routes and rules have addresses of their own. Changes nothing.")
    public RestResponse<Instance> read(@PathParam(INSTANCE_ID) String instanceId) {
        return reads.of(instances.read(instanceId));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("{instanceId}")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "replaceInstance",
            summary = "Replace what an instance says of itself",
            description =
                    "What the body leaves out goes back to its default. Routes and rules stay. What the server makes (id, createdAt, updatedAt, revision) may be sent back as it was read, and not otherwise. The request policy is in force for every route and rule at once.")
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
            description =
                    "JSON Merge Patch (RFC 7396); sent as application/json it is understood too. What the patch leaves out stays as it is, null goes back to the default, and lists are replaced as a whole. The result must be a valid instance: else 422, and nothing is changed.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MergePatch.MEDIA_TYPE, schema = @Schema(ref = "InstancePatch")))
    public RestResponse<Instance> patch(@PathParam(INSTANCE_ID) String instanceId, JsonBody patch) {
        return answers.ok(instances.patch(instanceId, patch));
    }

    @DELETE
    @Path("{instanceId}")
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @RolesAllowed(ADMIN)
    @Operation(
            operationId = "deleteInstance",
            summary = "Delete an instance",
            description =
                    "One that has routes or rules is deleted only with cascade=true, and only if no rule is enabled. Its history goes with it, its nodes lose their configuration and answer 503, and its id and name are free again.")
    public RestResponse<Void> delete(
            @PathParam(INSTANCE_ID) String instanceId,
            @Parameter(
                            description = "true: its routes and rules go with it. Default: false.",
                            schema = @Schema(implementation = Boolean.class))
                    @QueryParam(CASCADE)
                    @Nullable
                    String cascade) {
        return answers.instanceGone(instances.delete(instanceId, QueryParameters.flag(CASCADE, cascade)));
    }
}
