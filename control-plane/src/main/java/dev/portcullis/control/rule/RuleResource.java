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
@Consumes(MediaType.APPLICATION_JSON)
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
    @Operation(operationId = "listRules", summary = "List the rules of an instance")
    public RulePage list(@PathParam(INSTANCE_ID) String instanceId, UriInfo address) {
        return new RulePage(rules.list(instanceId, PageRequest.of(address, RuleList.TABLE.shape())));
    }

    @POST
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(operationId = "createRule", summary = "Create a rule")
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
    @Operation(operationId = "getRule", summary = "Read a rule")
    public RestResponse<Rule> read(@PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return reads.of(rules.read(instanceId, ruleId));
    }

    @PUT
    @Path("{ruleId}")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(operationId = "replaceRule", summary = "Replace a rule")
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
            description = "JSON Merge Patch (RFC 7396); sent as application/json it is understood too.")
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
    @Operation(operationId = "enableRule", summary = "Enable a rule", description = "Idempotent.")
    public RestResponse<Rule> enable(@PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return answers.ok(rules.enable(instanceId, ruleId, true));
    }

    @POST
    @Path("{ruleId}/disable")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(operationId = "disableRule", summary = "Disable a rule", description = "Idempotent.")
    public RestResponse<Rule> disable(@PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return answers.ok(rules.enable(instanceId, ruleId, false));
    }

    @GET
    @Path("{ruleId}/keys")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "getRuleKeys",
            summary = "Read the keys that a rule's tokens are verified with",
            description = "Of published keys: what each node has fetched, when, and why not.")
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
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "deleteRule",
            summary = "Delete a rule",
            description = "One that is enabled is refused. Its authorizations go with it.")
    public RestResponse<Void> delete(@PathParam(INSTANCE_ID) String instanceId, @PathParam("ruleId") String ruleId) {
        return answers.gone(rules.delete(instanceId, ruleId));
    }
}
