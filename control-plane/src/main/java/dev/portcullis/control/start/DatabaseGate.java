package dev.portcullis.control.start;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Keeps requests from a database that may still have the schema of an earlier version. */
public class DatabaseGate {
    private final DatabaseStart start;

    DatabaseGate(DatabaseStart start) {
        this.start = start;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void hold(ContainerRequestContext request) {
        if (!start.isDone()) {
            throw new Refusal(ProblemCode.DATABASE_UNAVAILABLE, "the program starts and waits for its database");
        }
    }
}
