package dev.portcullis.control.node;

import static dev.portcullis.control.access.InstanceScope.INSTANCE_ID;
import static dev.portcullis.control.access.Role.ADMIN;
import static dev.portcullis.control.access.Role.EDITOR;
import static dev.portcullis.control.access.Role.VIEWER;

import dev.portcullis.control.page.ListShape;
import dev.portcullis.control.page.Page;
import dev.portcullis.control.page.PageRequest;
import dev.portcullis.control.page.PageRequest.Position;
import dev.portcullis.control.parameter.WholeQuery;
import dev.portcullis.control.precondition.Preconditions;
import dev.portcullis.control.problem.Problem;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.revision.Newest;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.model.HeadReference;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/instances/{instanceId}/nodes} and {@code …/propagation}. */
@Path("/api/v1/instances/{instanceId}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Nodes", description = "The running gateway nodes, and how far a revision has come on them.")
public class NodeResource {
    private final NodeReports reports;
    private final NodeRemoval removal;
    private final Propagations propagations;
    private final TableRevisions tables;
    private final ClockSkews skews;
    private final Revisions revisions;
    private final Preconditions preconditions;
    private final Clock clock;

    NodeResource(
            NodeReports reports,
            NodeRemoval removal,
            Propagations propagations,
            TableRevisions tables,
            ClockSkews skews,
            Revisions revisions,
            Preconditions preconditions,
            Clock clock) {
        this.reports = reports;
        this.removal = removal;
        this.propagations = propagations;
        this.tables = tables;
        this.skews = skews;
        this.revisions = revisions;
        this.preconditions = preconditions;
        this.clock = clock;
    }

    @GET
    @Path("nodes")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "listNodes",
            summary = "List the nodes of an instance",
            description =
                    "Those that have reported and not deregistered, by their last report, in the order of their ids. Changes nothing.")
    public NodePage list(@PathParam(INSTANCE_ID) String instanceId, @WholeQuery UriInfo address) {
        Newest newest = revisions.newest(instanceId);
        PageRequest request = PageRequest.of(address, ListShape.PAGES_ONLY);
        Position after = request.after();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Node> all = reports.nodes(instanceId);
        Map<Long, TableRevision> known = tables.find(instanceId, newest.epoch(), enforcedAndNext(all));
        List<NodeView> found = all.stream()
                .filter(node -> after == null || node.report().nodeId().compareTo(after.id()) > 0)
                .limit(request.size() + 1L)
                .map(node -> NodeView.of(node, newest, known, skews.limit(), now))
                .toList();
        return new NodePage(Page.of(request, found, node -> new Position("", node.id()), all.size()));
    }

    private static Set<Long> enforcedAndNext(List<Node> nodes) {
        Set<Long> revisions = new HashSet<>();
        for (Node node : nodes) {
            HeadReference enforced = node.report().enforced();
            if (enforced != null) {
                revisions.addAll(List.of(enforced.revision(), enforced.revision() + 1));
            }
        }
        return revisions;
    }

    @DELETE
    @Path("nodes/{nodeId}")
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "deregisterNode",
            summary = "Deregister a node that has gone for good",
            description =
                    "It is no longer counted, nor waited for. One that still runs registers itself again with its next report. No configuration is changed.")
    public RestResponse<Void> deregister(
            @PathParam(INSTANCE_ID) String instanceId, @PathParam("nodeId") String nodeId) {
        revisions.newest(instanceId);
        preconditions.refuse();
        removal.remove(instanceId, nodeId);
        return RestResponse.noContent();
    }

    @GET
    @Path("propagation")
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "getPropagation",
            summary = "Read how far a revision has come",
            description =
                    "By the last reports of the nodes that are known. APPLIED: every known node enforces it, with the digest that the database has. Changes nothing; Prefer: wait on a write saves asking again and again.")
    public Propagation propagation(
            @PathParam(INSTANCE_ID) String instanceId,
            @Parameter(
                            description = "Default: the newest revision of the instance.",
                            schema = @Schema(implementation = Long.class, minimum = "1"))
                    @QueryParam("revision")
                    @Nullable
                    String revision) {
        Newest newest = revisions.newest(instanceId);
        long asked = revision == null ? newest.revision() : number(revision, newest.revision());
        return propagations.now(instanceId, newest.epoch(), asked);
    }

    private static long number(String text, long newest) {
        if (text.matches("[0-9]{1,18}")) {
            long revision = Long.parseLong(text);
            if (revision >= 1 && revision <= newest) {
                return revision;
            }
        }
        throw new Refusal(ProblemCode.INVALID_PARAMETER, "revision: no such one (expected: 1-" + newest + ")");
    }
}
