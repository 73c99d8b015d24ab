package dev.portcullis.control.document;

import static dev.portcullis.control.access.InstanceScope.INSTANCE_ID;
import static dev.portcullis.control.access.Role.ADMIN;
import static dev.portcullis.control.access.Role.EDITOR;
import static dev.portcullis.control.access.Role.VIEWER;

import dev.portcullis.control.answer.ReadAnswers;
import dev.portcullis.control.precondition.EntityTag;
import dev.portcullis.control.revision.Current;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Variant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/instances/{instanceId}:export}. */
@Path("/api/v1/instances/{instanceId}:export")
@RunOnVirtualThread
@Tag(name = "Instances")
public class ExportResource {
    private static final MediaType YAML = MediaType.valueOf(InstanceDocument.YAML);
    private static final List<Variant> FORMS =
            Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, YAML).build();

    private final Export export;
    private final ReadAnswers reads;

    ExportResource(Export export, ReadAnswers reads) {
        this.export = export;
        this.reads = reads;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, InstanceDocument.YAML})
    @RolesAllowed({VIEWER, EDITOR, ADMIN})
    @Operation(
            operationId = "exportInstance",
            summary = "Export an instance as one document",
            description =
                    "JSON, or YAML with Accept: application/yaml. Names stand for ids, defaults are written out, and secrets are left out. The ETag is that of the newest revision, with .yaml at its end for YAML; :apply takes both. Changes nothing.")
    @APIResponse(
            responseCode = "200",
            description = "The document.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "InstanceDocument")),
                @Content(mediaType = InstanceDocument.YAML, schema = @Schema(ref = "InstanceDocument"))
            })
    public RestResponse<Object> export(@PathParam(INSTANCE_ID) String instanceId, Request request) {
        // With it comes Vary: Accept.
        Variant chosen = request.selectVariant(FORMS);
        boolean isYaml = chosen != null && chosen.getMediaType().equals(YAML);
        Current<InstanceDocument> current = export.of(instanceId);
        EntityTag tag = EntityTag.of(current.epoch(), current.value().revision());
        RestResponse<InstanceDocument> answer = reads.of(current, isYaml ? tag.inForm(InstanceDocument.FORM) : tag);
        RestResponse.ResponseBuilder<Object> formed =
                RestResponse.ResponseBuilder.create(RestResponse.Status.fromStatusCode(answer.getStatus()));
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> formed.header(name, value)));
        InstanceDocument document = answer.getEntity();
        if (document != null) {
            formed.type(isYaml ? YAML : MediaType.APPLICATION_JSON_TYPE)
                    .entity(isYaml ? document.yaml() : document.content());
        }
        return formed.build();
    }
}
