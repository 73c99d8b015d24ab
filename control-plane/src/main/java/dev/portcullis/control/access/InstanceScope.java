package dev.portcullis.control.access;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Keeps callers whose token names instances to those. It stands before every operation below an instance and looks at the
 * address only: whether the instance exists makes no difference to the answer.
 */
public class InstanceScope {
    /** The path parameter that names the instance, in every operation below one. */
    public static final String INSTANCE_ID = "instanceId";

    private final Caller caller;

    InstanceScope(Caller caller) {
        this.caller = caller;
    }

    @ServerRequestFilter
    void confine(ContainerRequestContext request, UriInfo address) {
        String instanceId = address.getPathParameters().getFirst(INSTANCE_ID);
        if (instanceId != null && !caller.mayTouch(instanceId)) {
            throw refusal();
        }
    }

    /** The refusal of everything outside the caller's instances. */
    public static Refusal refusal() {
        return new Refusal(ProblemCode.FORBIDDEN, "the token of the caller is confined to other instances");
    }
}
