package dev.portcullis.control.audit;

import dev.portcullis.control.access.Caller;
import dev.portcullis.control.access.CurrentOperation;
import dev.portcullis.control.answer.WriteAnswers;
import dev.portcullis.control.problem.Problem;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Notes what an answer of the API, a refusal too, says of its request. */
@ApplicationScoped
public class AnswerObserver {
    private static final int UNAUTHENTICATED = 401;

    private final CurrentVertxRequest current;
    private final CurrentOperation operation;
    private final CurrentIdentityAssociation identity;

    AnswerObserver(CurrentVertxRequest current, CurrentOperation operation, CurrentIdentityAssociation identity) {
        this.current = current;
        this.operation = operation;
        this.identity = identity;
    }

    @ServerResponseFilter
    void note(ContainerResponseContext answer) {
        RoutingContext request = current.getCurrent();
        if (request == null) {
            return;
        }
        RequestFacts facts = RequestFacts.of(request);
        String name = operation.name();
        if (!name.isEmpty()) {
            facts.noteOperation(name, operation.pathTemplate());
            if (answer.getStatus() != UNAUTHENTICATED) {
                // Known by now, since each operation asks for a role: it is told at once.
                identity.getDeferredIdentity().subscribe().with(known -> noteCaller(facts, known), unknown -> {});
            }
        }
        if (answer.getEntity() instanceof Problem problem) {
            facts.noteProblem(problem.code());
        }
        String revision = answer.getHeaderString(WriteAnswers.REVISION);
        if (revision != null) {
            facts.noteRevision(revision);
        }
    }

    private static void noteCaller(RequestFacts facts, SecurityIdentity known) {
        if (known.getPrincipal() instanceof JsonWebToken token) {
            facts.noteCaller(Caller.subjectOf(token));
        }
    }
}
