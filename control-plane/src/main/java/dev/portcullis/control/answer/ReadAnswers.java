package dev.portcullis.control.answer;

import dev.portcullis.control.precondition.EntityTag;
import dev.portcullis.control.precondition.Preconditions;
import dev.portcullis.control.revision.Current;
import dev.portcullis.control.revision.Versioned;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.RestResponse;

/** Answers the reading of one resource: with its entity tag, and without its content if the client has that already. */
@RequestScoped
public class ReadAnswers {
    /** A cache may keep it for its one user, and asks each time. */
    private static final String CACHING = "private, no-cache";

    private final Preconditions preconditions;

    ReadAnswers(Preconditions preconditions) {
        this.preconditions = preconditions;
    }

    /** 200 with the resource, or 304. */
    public <T extends Versioned> RestResponse<T> of(Current<T> current) {
        return of(current, EntityTag.of(current.epoch(), current.value().revision()));
    }

    /** The same, with the tag of the form that is answered. */
    public <T extends Versioned> RestResponse<T> of(Current<T> current, EntityTag tag) {
        RestResponse.ResponseBuilder<T> answer = preconditions.isKnown(tag)
                ? RestResponse.ResponseBuilder.notModified()
                : RestResponse.ResponseBuilder.ok(current.value());
        return answer.header(HttpHeaders.ETAG, tag.toString())
                .header(HttpHeaders.CACHE_CONTROL, CACHING)
                .build();
    }
}
