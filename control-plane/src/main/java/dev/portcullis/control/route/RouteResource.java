package dev.portcullis.control.route;

import static dev.portcullis.control.access.InstanceScope.INSTANCE_ID;
import static dev.portcullis.control.access.Role.ADMIN;
import static dev.portcullis.control.access.Role.EDITOR;
import static dev.portcullis.control.access.Role.VIEWER;

import dev.portcullis.control.answer.ReadAnswers;
import dev.portcullis.control.answer.WriteAnswers;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.body.MergePatch;
import dev.portcullis.control.page.PageRequest;
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

/** {@code /api/v1/instances/{instanceId}/routes}. */
@Path("/api/v1/instances/{instanceId}/routes")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Routes", description = "Where traffic goes.")
public class RouteResource {
    private final Routes routes;
    private final WriteAnswers answers;
    private final ReadAnswers reads;

    RouteResource(Routes routes, WriteAnswers answers, ReadAnswers reads) {
        this.routes = routes;
        this.answers = answers;
        this.reads = reads;
    }

    @GET
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "listRoutes",
            summary = "List the routes of an instance",
            description = "A page of them, in the order that sort names. Changes nothing.")
    public RoutePage list(@PathParam(INSTANCE_ID) String instanceId, @WholeQuery UriInfo address) {
        return new RoutePage(routes.list(instanceId, PageRequest.of(address, RouteList.TABLE.shape())));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "createRoute",
            summary = "Create a route",
            description =
                    "Its name must be free in the instance. A request takes the route whose host and path match it most specifically.")
    @APIResponse(
            responseCode = "201",
            description = "Created.",
            headers =
                    @Header(
                            name = "Location",
                            description = "Its address.",
                            schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = Route.class)))
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RouteWrite.class)))
    public RestResponse<Route> create(@PathParam(INSTANCE_ID) String instanceId, JsonBody body, UriInfo address) {
        Changed<Route> created = routes.create(instanceId, body);
        return answers.created(
                created,
                address.getAbsolutePathBuilder().path(created.value().id()).build());
    }

    @GET
    @Path("{routeId}")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "getRoute",
            summary = "Read a route",
            description = "As it was written, with defaults filled in and hosts in canonical form. Changes nothing.")
    public RestResponse<Route> read(@PathParam(INSTANCE_ID) String instanceId, @PathParam("routeId") String routeId) {
        return reads.of(routes.read(instanceId, routeId));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("{routeId}")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "replaceRoute",
            summary = "Replace a route",
            description =
                    "What the body leaves out goes back to its default. What the server makes (id, createdAt, updatedAt, revision) may be sent back as it was read, and not otherwise.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RouteWrite.class)))
    public RestResponse<Route> replace(
            @PathParam(INSTANCE_ID) String instanceId, @PathParam("routeId") String routeId, JsonBody body) {
        return answers.ok(routes.replace(instanceId, routeId, body));
    }

    @PATCH
    @Path("{routeId}")
    @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "patchRoute",
            summary = "Change some of what a route is",
            description =
                    "JSON Merge Patch (RFC 7396); sent as application/json it is understood too. What the patch leaves out stays as it is, null goes back to the default, and lists are replaced as a whole. The result must be a valid route: else 422, and nothing is changed.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MergePatch.MEDIA_TYPE, schema = @Schema(ref = "RoutePatch")))
    public RestResponse<Route> patch(
            @PathParam(INSTANCE_ID) String instanceId, @PathParam("routeId") String routeId, JsonBody patch) {
        return answers.ok(routes.patch(instanceId, routeId, patch));
    }

    @DELETE
    @Path("{routeId}")
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "deleteRoute",
            summary = "Delete a route",
            description = "Requests that no other route matches are then answered 404 by the nodes.")
    public RestResponse<Void> delete(@PathParam(INSTANCE_ID) String instanceId, @PathParam("routeId") String routeId) {
        return answers.gone(routes.delete(instanceId, routeId));
    }
}
