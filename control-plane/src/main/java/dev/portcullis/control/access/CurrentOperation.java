package dev.portcullis.control.access;

import dev.portcullis.control.problem.RequestId;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Which operation of the API is under way. */
@RequestScoped
public class CurrentOperation {
    /** A parameter with the expression that its values have to match. */
    private static final Pattern PATTERN = Pattern.compile("\\{(\\w+):(?:[^{}]|\\{[^{}]*})*}");

    private final ResourceInfo resource;
    private final RoutingContext request;

    CurrentOperation(ResourceInfo resource, RoutingContext request) {
        this.resource = resource;
        this.request = request;
    }

    /** Its operationId in the contract. */
    public String name() {
        Method method = resource.getResourceMethod();
        Operation operation = method == null ? null : method.getAnnotation(Operation.class);
        return operation == null ? "" : operation.operationId();
    }

    /** Its path as the contract writes it, with names in place of values; empty if there is no operation. */
    public String pathTemplate() {
        Method method = resource.getResourceMethod();
        if (method == null) {
            return "";
        }
        Path below = method.getAnnotation(Path.class);
        Path base = resource.getResourceClass().getAnnotation(Path.class);
        String path = (base == null ? "" : base.value()) + (below == null ? "" : "/" + below.value());
        return PATTERN.matcher(path).replaceAll("{$1}");
    }

    /** The request's id, as its answer names it; empty if it has none. */
    public String requestId() {
        @Nullable String id = RequestId.of(request);
        return id == null ? "" : id;
    }
}
