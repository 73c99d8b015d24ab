package dev.portcullis.control.authorization;

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

/** {@code /api/v1/instances/{instanceId}/rules/{ruleId}/authorizations}. */
@Path("/api/v1/instances/{instanceId}/rules/{ruleId}/authorizations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Authorizations", description = "The conditions of a rule, joined by OR.")
public class AuthorizationResource {
    private static final String RULE_ID = "ruleId";
    private static final String AUTHORIZATION_ID = "authorizationId";

    private final Authorizations authorizations;
    private final WriteAnswers answers;
    private final ReadAnswers reads;

    AuthorizationResource(Authorizations authorizations, WriteAnswers answers, ReadAnswers reads) {
        this.authorizations = authorizations;
        this.answers = answers;
        this.reads = reads;
    }

    @GET
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "listAuthorizations",
            summary = "List the authorizations of a rule",
            description = "A page of them, in the order that sort names. Changes nothing.")
    public AuthorizationPage list(
            @PathParam(INSTANCE_ID) String instanceId, @PathParam(RULE_ID) String ruleId, @WholeQuery UriInfo address) {
        PageRequest page = PageRequest.of(address, AuthorizationList.TABLE.shape());
        return new AuthorizationPage(authorizations.list(instanceId, ruleId, page));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "createAuthorization",
            summary = "Create an authorization",
            description =
                    "A further condition of the rule: one that matches exempts a request from the token of a whitelist rule, and asks a token of it with a blacklist rule. Effective at once if the rule is enabled.")
    @APIResponse(
            responseCode = "201",
            description = "Created.",
            headers =
                    @Header(
                            name = "Location",
                            description = "Its address.",
                            schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = Authorization.class)))
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AuthorizationWrite.class)))
    public RestResponse<Authorization> create(
            @PathParam(INSTANCE_ID) String instanceId,
            @PathParam(RULE_ID) String ruleId,
            JsonBody body,
            UriInfo address) {
        Changed<Authorization> created = authorizations.create(instanceId, ruleId, body);
        return answers.created(
                created,
                address.getAbsolutePathBuilder().path(created.value().id()).build());
    }

    @GET
    @Path("{authorizationId}")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "getAuthorization",
            summary = "Read an authorization",
            description = "As it was written, with defaults filled in and the host in canonical form. Changes nothing.")
    public RestResponse<Authorization> read(
            @PathParam(INSTANCE_ID) String instanceId,
            @PathParam(RULE_ID) String ruleId,
            @PathParam(AUTHORIZATION_ID) String authorizationId) {
        return reads.of(authorizations.read(new AuthorizationKey(instanceId, ruleId, authorizationId)));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("{authorizationId}")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "replaceAuthorization",
            summary = "Replace an authorization",
            description =
                    "What the body leaves out goes back to its default. What the server makes (id, createdAt, updatedAt, revision) may be sent back as it was read, and not otherwise.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AuthorizationWrite.class)))
    public RestResponse<Authorization> replace(
            @PathParam(INSTANCE_ID) String instanceId,
            @PathParam(RULE_ID) String ruleId,
            @PathParam(AUTHORIZATION_ID) String authorizationId,
            JsonBody body) {
        return answers.ok(authorizations.replace(new AuthorizationKey(instanceId, ruleId, authorizationId), body));
    }

    @PATCH
    @Path("{authorizationId}")
    @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "patchAuthorization",
            summary = "Change some of what an authorization is",
            description =
                    "JSON Merge Patch (RFC 7396); sent as application/json it is understood too. What the patch leaves out stays as it is, null goes back to the default, and lists are replaced as a whole. The result must be a valid authorization: else 422, and nothing is changed.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MergePatch.MEDIA_TYPE, schema = @Schema(ref = "AuthorizationPatch")))
    public RestResponse<Authorization> patch(
            @PathParam(INSTANCE_ID) String instanceId,
            @PathParam(RULE_ID) String ruleId,
            @PathParam(AUTHORIZATION_ID) String authorizationId,
            JsonBody patch) {
        return answers.ok(authorizations.patch(new AuthorizationKey(instanceId, ruleId, authorizationId), patch));
    }

    @DELETE
    @Path("{authorizationId}")
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "deleteAuthorization",
            summary = "Delete an authorization",
            description =
                    "What it exempted from the token of a whitelist rule needs one again; what it asked a token of for a blacklist rule is open.")
    public RestResponse<Void> delete(
            @PathParam(INSTANCE_ID) String instanceId,
            @PathParam(RULE_ID) String ruleId,
            @PathParam(AUTHORIZATION_ID) String authorizationId) {
        return answers.gone(authorizations.delete(new AuthorizationKey(instanceId, ruleId, authorizationId)));
    }
}
