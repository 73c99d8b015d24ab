package dev.portcullis.control.history;

import static dev.portcullis.control.access.InstanceScope.INSTANCE_ID;
import static dev.portcullis.control.access.Role.ADMIN;
import static dev.portcullis.control.access.Role.EDITOR;
import static dev.portcullis.control.access.Role.VIEWER;

import dev.portcullis.control.answer.ReadAnswers;
import dev.portcullis.control.answer.WriteAnswers;
import dev.portcullis.control.page.ListShape;
import dev.portcullis.control.page.PageRequest;
import dev.portcullis.control.parameter.WholeQuery;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/instances/{instanceId}/revisions}. */
@Path("/api/v1/instances/{instanceId}/revisions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Revisions", description = "Every accepted change of an instance, by whom, and the way back.")
public class RevisionResource {
    private static final String NUMBER = "revision";

    private final Histories histories;
    private final Rollback rollback;
    private final ReadAnswers reads;
    private final WriteAnswers answers;

    RevisionResource(Histories histories, Rollback rollback, ReadAnswers reads, WriteAnswers answers) {
        this.histories = histories;
        this.rollback = rollback;
        this.reads = reads;
        this.answers = answers;
    }

    @GET
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "listRevisions",
            summary = "List the revisions of an instance, newest first",
            description = "Who made each with which operation and request, and how much it changed. Changes nothing.")
    public RevisionPage list(@PathParam(INSTANCE_ID) String instanceId, @WholeQuery UriInfo address) {
        return new RevisionPage(histories.list(instanceId, PageRequest.of(address, ListShape.PAGES_ONLY)));
    }

    @GET
    @Path("{revision:[0-9]{1,18}}")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "getRevision",
            summary = "Read a revision with what it changed",
            description =
                    "Each field that it changed, before and after. Secrets show as fingerprints only. The ETag of the newest revision binds a rollback, a batch or an apply. Changes nothing.")
    public RestResponse<Revision> read(@PathParam(INSTANCE_ID) String instanceId, @PathParam(NUMBER) long revision) {
        return reads.of(histories.read(instanceId, revision));
    }

    @GET
    @Path("{revision:[0-9]{1,18}}/diff")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "diffRevisions",
            summary = "Compare two revisions",
            description =
                    "What leads from the state after the one to the state after the other, field by field; forwards or backwards. Changes nothing.")
    public RevisionDiff diff(
            @PathParam(INSTANCE_ID) String instanceId,
            @PathParam(NUMBER) long revision,
            @Parameter(
                            description = "The other revision, older or newer. Default: the newest.",
                            schema = @Schema(implementation = Long.class, minimum = "1"))
                    @QueryParam("to")
                    @Nullable
                    String to) {
        return histories.diff(instanceId, revision, to == null ? null : number(to));
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new Refusal(ProblemCode.INVALID_PARAMETER, "to: no number (expected: the number of a revision)");
        }
        return Long.parseLong(text);
    }

    @POST
    @Path("{revision:[0-9]{1,18}}:rollback")
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "rollbackToRevision",
            summary = "Make everything as it was at a revision",
            description =
                    "A new revision with the old content: rules, authorizations, routes and what the instance says of itself. Ids stay. Refused with RULE_ENABLED if an enabled rule would be deleted, unless prune=force. If nothing differs, no revision is made.")
    public RestResponse<RolledBack> rollback(
            @PathParam(INSTANCE_ID) String instanceId,
            @PathParam(NUMBER) long revision,
            @Parameter(
                            description = "force: enabled rules that were not there at the revision are deleted too.",
                            schema = @Schema(implementation = String.class, enumeration = "force"))
                    @QueryParam("prune")
                    @Nullable
                    String prune) {
        if (prune != null && !prune.equals("force")) {
            throw new Refusal(ProblemCode.INVALID_PARAMETER, "prune: unknown (expected: force, or nothing)");
        }
        return answers.ok(rollback.to(instanceId, revision, prune != null));
    }
}
