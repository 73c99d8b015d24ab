package dev.portcullis.control.answer;

import dev.portcullis.control.idempotency.Repeated;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns a request that has been answered before into its first answer. */
@ApplicationScoped
public class RepeatedAnswers {
    private final WriteAnswers answers;

    RepeatedAnswers(WriteAnswers answers) {
        this.answers = answers;
    }

    @ServerExceptionMapper
    RestResponse<String> again(Repeated repeated, UriInfo address) {
        return answers.again(repeated.answer(), address);
    }
}
