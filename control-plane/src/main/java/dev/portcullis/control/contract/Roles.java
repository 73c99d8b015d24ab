package dev.portcullis.control.contract;

import jakarta.annotation.security.RolesAllowed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.IndexView;

/** Who may call an operation, out of the annotations that decide it. */
final class Roles {
    private final Map<String, List<String>> byOperation = new HashMap<>();

    Roles(IndexView index) {
        for (AnnotationInstance operation : index.getAnnotations(Operation.class)) {
            AnnotationInstance roles = operation.target().kind() == AnnotationTarget.Kind.METHOD
                    ? operation.target().asMethod().annotation(RolesAllowed.class)
                    : null;
            if (roles != null) {
                byOperation.put(
                        operation.value("operationId").asString(),
                        List.of(roles.value().asStringArray()));
            }
        }
    }

    /** The roles in a sentence. */
    String sentence(String operationId) {
        List<String> roles = byOperation.getOrDefault(operationId, List.of());
        if (roles.isEmpty()) {
            throw new IllegalStateException(operationId + ": no roles (expected: @RolesAllowed beside @Operation)");
        }
        return (roles.size() == 1 ? "Role: " : "Roles: ") + String.join(", ", roles) + ".";
    }
}
