package dev.portcullis.control.republish;

import static dev.portcullis.control.access.InstanceScope.INSTANCE_ID;
import static dev.portcullis.control.access.Role.ADMIN;
import static dev.portcullis.control.access.Role.EDITOR;

import dev.portcullis.control.answer.WriteAnswers;
import dev.portcullis.control.precondition.Preconditions;
import dev.portcullis.control.repair.Republication;
import dev.portcullis.control.repair.Republication.Republished;
import dev.portcullis.control.revision.Changed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/instances/{instanceId}:republish}. Editors may: they have as much published by any change of their own. */
@Path("/api/v1/instances/{instanceId}:republish")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Instances")
public class RepublishResource {
    private final Republication republication;
    private final Preconditions preconditions;
    private final WriteAnswers answers;

    RepublishResource(Republication republication, Preconditions preconditions, WriteAnswers answers) {
        this.republication = republication;
        this.preconditions = preconditions;
        this.answers = answers;
    }

    @POST
    @RolesAllowed({EDITOR, ADMIN})
    @Operation(
            operationId = "republishInstance",
            summary = "Publish an instance once more",
            description =
                    "All records of the newest revision, for nodes that do not hold what they should. The control plane does so by itself when it finds that the config topic is not what its tables say. Nothing is changed: nodes that hold the revision go on as they are. It may be repeated.")
    public RestResponse<RepublishedView> republish(@PathParam(INSTANCE_ID) String instanceId) {
        preconditions.refuse();
        Republished done = republication.republish(instanceId);
        RepublishedView view = new RepublishedView(done.revision(), done.epoch(), done.isNewEpoch(), done.records());
        return answers.untagged(new Changed<>(view, instanceId, done.epoch(), done.revision()));
    }
}
