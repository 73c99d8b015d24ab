package dev.portcullis.control.rule;

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

/** {@code /api/v1/instances/{instanceId}/rules}. */
@Path("/api/v1/instances/{instanceId}/rules")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Rules", description = "Whose tokens are accepted, where they stand, and where one is asked for.")
public class RuleResource {
    private final Rules rules;
    private final WriteAnswers answers;
    private final ReadAnswers reads;

    RuleResource(Rules rules, WriteAnswers answers, ReadAnswers reads) {
        this.rules = rules;
        this.answers = answers;
        this.reads = reads;
    }

    @GET
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "listRules",
            summary = "List the rules of an instance",
            description =
                    "A page of them, in the order that sort names, without their authorizations. Changes nothing.")
    public RulePage list(@PathParam(INSTANCE_ID) String instanceId, @WholeQuery UriInfo address) {
        return new RulePage(rules.list(instanceId, PageRequest.of(address, RuleList.TABLE.shape())));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "createRule",
            summary = "Create a rule",
            description =
                    "Its name must be free in the instance, and its keys be given in exactly one way: jwks, jwksUri or discovery. It takes part in decisions once it is enabled, which it may be at once. Secrets are sealed, and never answered. Warnings tell of what is permitted and seldom meant.")
    @APIResponse(
            responseCode = "201",
            description = "Created.",
            headers =
                    @Header(
                            name = "Location",
                            description = "Its address.",
                            schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = Rule.class)))
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RuleWrite.class)))
    public RestResponse<Rule> create(@PathParam(INSTANCE_ID) String instanceId, JsonBody body, UriInfo address) {
        Changed<Rule> created = rules.create(instanceId, body);
        return answers.created(
                created,
                address.getAbsolutePathBuilder().path(created.value().id()).build());
    }

    @GET
    @Path("{ruleId}")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "getRule",
            summary = "Read a rule",
            description =
                    "As it was written, with defaults filled in, without the secrets of its keys and headers. Its authorizations have addresses of their own. Changes nothing.")
    public RestResponse<Rule> read(@PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return reads.of(rules.read(instanceId, ruleId));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("{ruleId}")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "replaceRule",
            summary = "Replace a rule",
            description =
                    "What the body leaves out goes back to its default; an oct key or fetch header that is named without its secret keeps it. Authorizations stay. What the server makes (id, keys, createdAt, updatedAt, revision) may be sent back as it was read, and not otherwise.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RuleWrite.class)))
    public RestResponse<Rule> replace(
            @PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId, JsonBody body) {
        return answers.ok(rules.replace(instanceId, ruleId, body));
    }

    @PATCH
    @Path("{ruleId}")
    @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "patchRule",
            summary = "Change some of what a rule is",
            description =
                    "JSON Merge Patch (RFC 7396); sent as application/json it is understood too. What the patch leaves out stays as it is, null goes back to the default, and lists are replaced as a whole. The result must be a valid rule: else 422, and nothing is changed.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MergePatch.MEDIA_TYPE, schema = @Schema(ref = "RulePatch")))
    public RestResponse<Rule> patch(
            @PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId, JsonBody patch) {
        return answers.ok(rules.patch(instanceId, ruleId, patch));
    }

    @POST
    @Path("{ruleId}/enable")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "enableRule",
            summary = "Enable a rule",
            description = "From then on it takes part in decisions. One that is enabled stays as it is.")
    public RestResponse<Rule> enable(@PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return answers.ok(rules.enable(instanceId, ruleId, true));
    }

    @POST
    @Path("{ruleId}/disable")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "disableRule",
            summary = "Disable a rule",
            description =
                    "From then on it has no say: what only it asked a token for is open. One that is disabled stays as it is.")
    public RestResponse<Rule> disable(@PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return answers.ok(rules.enable(instanceId, ruleId, false));
    }

    @GET
    @Path("{ruleId}/keys")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "getRuleKeys",
            summary = "Read the keys that a rule's tokens are verified with",
            description =
                    "Of keys in the rule: what may be known of each. Of published keys: what each node has fetched, when, and why not, by its last report. Changes nothing.")
    public RuleKeySet keys(@PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return rules.keySet(instanceId, ruleId);
    }

    @POST
    @Path("{ruleId}/keys:refresh")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "refreshRuleKeys",
            summary = "Have the nodes fetch a rule's published keys anew",
            description = "Takes a revision; each node fetches when it has applied it, and keeps the keys that it has"
                    + " until others have come. Refused with KEYS_NOT_PUBLISHED if the keys stand in the rule.")
    public RestResponse<Rule> refreshKeys(
            @PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return answers.ok(rules.refreshKeys(instanceId, ruleId));
    }

    @DELETE
    @Path("{ruleId}")
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "deleteRule",
            summary = "Delete a rule",
            description = "One that is enabled is refused: disable it first. Its authorizations go with it.")
    public RestResponse<Void> delete(@PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return answers.gone(rules.delete(instanceId, ruleId));
    }
}
