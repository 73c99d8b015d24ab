package dev.portcullis.control.answer;

import dev.portcullis.control.idempotency.FirstAnswer;
import dev.portcullis.control.node.Propagations;
import dev.portcullis.control.precondition.EntityTag;
import dev.portcullis.control.revision.Changed;
import dev.portcullis.control.revision.Versioned;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestResponse;

/** Answers a write: names its revision and, if the client prefers to wait, how far that has come. */
@RequestScoped
public class WriteAnswers {
    /** Header field of every answer to a write. */
    public static final String REVISION = "Portcullis-Revision";
    /** Header field of the first answer, when it is given again. */
    public static final String REPLAYED = "Idempotent-Replayed";
    /** Header field of the answer to a write that was waited for. */
    public static final String PROPAGATION = "Portcullis-Propagation";

    /** Header field of the same answer (RFC 7240 section 3). */
    public static final String APPLIED = "Preference-Applied";

    private final HttpHeaders request;
    private final Propagations propagations;

    WriteAnswers(HttpHeaders request, Propagations propagations) {
        this.request = request;
        this.propagations = propagations;
    }

    /** 200 with the resource. */
    public <T extends Versioned> RestResponse<T> ok(Changed<T> changed) {
        return waited(changed, tagged(changed, RestResponse.ResponseBuilder.ok(changed.value())));
    }

    /** 200 with what is no resource, so that it has no tag. */
    public <T> RestResponse<T> untagged(Changed<T> changed) {
        return waited(changed, RestResponse.ResponseBuilder.ok(changed.value()));
    }

    /** 201 with the resource and its address. */
    public <T extends Versioned> RestResponse<T> created(Changed<T> changed, URI location) {
        RestResponse.ResponseBuilder<T> answer = RestResponse.ResponseBuilder.<T>create(Status.CREATED)
                .location(location)
                .entity(changed.value());
        return waited(changed, tagged(changed, answer));
    }

    /** The first answer again, to a request that was repeated: only its waiting is its own. */
    RestResponse<String> again(FirstAnswer first, UriInfo address) {
        RestResponse.ResponseBuilder<String> answer = RestResponse.ResponseBuilder.create(
                        first.createdId() == null ? Status.OK : Status.CREATED, first.body())
                .type(MediaType.APPLICATION_JSON_TYPE.withCharset(StandardCharsets.UTF_8.name()))
                .header(REPLAYED, true);
        if (first.createdId() != null) {
            answer.location(
                    address.getAbsolutePathBuilder().path(first.createdId()).build());
        }
        if (first.resourceRevision() != null) {
            answer.header(
                    HttpHeaders.ETAG,
                    EntityTag.of(first.epoch(), first.resourceRevision()).toString());
        }
        return waited(new Changed<>(first.body(), first.instanceId(), first.epoch(), first.revision()), answer);
    }

    /** 204. */
    public RestResponse<Void> gone(Changed<String> changed) {
        return waited(changed, RestResponse.ResponseBuilder.noContent());
    }

    /** 204 for an instance: nobody is left to wait for. */
    public RestResponse<Void> instanceGone(Changed<String> changed) {
        return RestResponse.ResponseBuilder.<Void>noContent()
                .header(REVISION, changed.revision())
                .build();
    }

    private static <T extends Versioned> RestResponse.ResponseBuilder<T> tagged(
            Changed<T> changed, RestResponse.ResponseBuilder<T> answer) {
        EntityTag tag = EntityTag.of(changed.epoch(), changed.value().revision());
        return answer.header(HttpHeaders.ETAG, tag.toString());
    }

    private <T> RestResponse<T> waited(Changed<?> changed, RestResponse.ResponseBuilder<T> answer) {
        answer.header(REVISION, changed.revision());
        Preference.wait(request.getRequestHeader("Prefer")).ifPresent(limit -> {
            String state = propagations
                    .await(changed.instanceId(), changed.epoch(), changed.revision(), limit)
                    .headerText();
            answer.header(APPLIED, "wait").header(PROPAGATION, state);
        });
        return answer.build();
    }
}
