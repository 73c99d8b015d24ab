package dev.portcullis.control.contract;

import static dev.portcullis.control.problem.ProblemCode.BODY_TOO_LARGE;
import static dev.portcullis.control.problem.ProblemCode.DATABASE_UNAVAILABLE;
import static dev.portcullis.control.problem.ProblemCode.FORBIDDEN;
import static dev.portcullis.control.problem.ProblemCode.IDEMPOTENCY_KEY_REUSED;
import static dev.portcullis.control.problem.ProblemCode.ID_TAKEN;
import static dev.portcullis.control.problem.ProblemCode.INSTANCE_NOT_EMPTY;
import static dev.portcullis.control.problem.ProblemCode.INTERNAL;
import static dev.portcullis.control.problem.ProblemCode.INVALID_PARAMETER;
import static dev.portcullis.control.problem.ProblemCode.KAFKA_UNAVAILABLE;
import static dev.portcullis.control.problem.ProblemCode.KEYS_NOT_PUBLISHED;
import static dev.portcullis.control.problem.ProblemCode.MALFORMED_JSON;
import static dev.portcullis.control.problem.ProblemCode.MALFORMED_YAML;
import static dev.portcullis.control.problem.ProblemCode.NAME_TAKEN;
import static dev.portcullis.control.problem.ProblemCode.NOT_ACCEPTABLE;
import static dev.portcullis.control.problem.ProblemCode.NOT_FOUND;
import static dev.portcullis.control.problem.ProblemCode.PRECONDITION_FAILED;
import static dev.portcullis.control.problem.ProblemCode.RULE_ENABLED;
import static dev.portcullis.control.problem.ProblemCode.SECRET_UNAVAILABLE;
import static dev.portcullis.control.problem.ProblemCode.UNAUTHENTICATED;
import static dev.portcullis.control.problem.ProblemCode.UNSUPPORTED_MEDIA_TYPE;
import static dev.portcullis.control.problem.ProblemCode.VALIDATION_FAILED;

import dev.portcullis.control.body.YamlBodyReader;
import dev.portcullis.control.idempotency.IdempotentRequest;
import dev.portcullis.control.problem.ProblemCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** With which codes an operation can refuse or fail: most of them follow from what it takes, the others stand here. */
final class OperationErrors {
    /**
     * What follows from what a write does. Each has its entry, so that none is forgotten. What is created matches no
     * If-Match.
     */
    private static final Map<String, List<ProblemCode>> OWN = Map.ofEntries(
            Map.entry("createInstance", List.of(NAME_TAKEN, ID_TAKEN, PRECONDITION_FAILED)),
            Map.entry("replaceInstance", List.of(NAME_TAKEN)),
            Map.entry("patchInstance", List.of(NAME_TAKEN)),
            Map.entry("deleteInstance", List.of(INSTANCE_NOT_EMPTY, RULE_ENABLED)),
            Map.entry("applyDocument", List.of(NAME_TAKEN, RULE_ENABLED)),
            Map.entry("explain", List.of()),
            Map.entry("republishInstance", List.of()),
            Map.entry("createRoute", List.of(NAME_TAKEN, PRECONDITION_FAILED)),
            Map.entry("replaceRoute", List.of(NAME_TAKEN)),
            Map.entry("patchRoute", List.of(NAME_TAKEN)),
            Map.entry("deleteRoute", List.of()),
            Map.entry("createRule", List.of(NAME_TAKEN, PRECONDITION_FAILED)),
            Map.entry("replaceRule", List.of(NAME_TAKEN)),
            Map.entry("patchRule", List.of(NAME_TAKEN)),
            Map.entry("deleteRule", List.of(RULE_ENABLED)),
            Map.entry("enableRule", List.of()),
            Map.entry("disableRule", List.of()),
            Map.entry("refreshRuleKeys", List.of(KEYS_NOT_PUBLISHED)),
            Map.entry("createAuthorization", List.of(PRECONDITION_FAILED)),
            Map.entry("replaceAuthorization", List.of()),
            Map.entry("patchAuthorization", List.of()),
            Map.entry("deleteAuthorization", List.of()),
            Map.entry("batchAuthorizations", List.of()),
            Map.entry("deregisterNode", List.of(KAFKA_UNAVAILABLE)),
            Map.entry("rollbackToRevision", List.of(NAME_TAKEN, RULE_ENABLED, SECRET_UNAVAILABLE)));

    private OperationErrors() {}

    /** To be asked once the operation has all of its parameters. */
    static Set<ProblemCode> of(PathItem.HttpMethod method, Operation operation) {
        Set<ProblemCode> codes = EnumSet.of(
                INVALID_PARAMETER, UNAUTHENTICATED, FORBIDDEN, NOT_ACCEPTABLE, INTERNAL, DATABASE_UNAVAILABLE);
        if (method != PathItem.HttpMethod.GET) {
            codes.addAll(own(operation.getOperationId()));
        }
        for (Parameter parameter : parameters(operation)) {
            codes.addAll(ofParameter(parameter));
        }
        if (operation.getRequestBody() != null) {
            codes.addAll(List.of(MALFORMED_JSON, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, VALIDATION_FAILED));
            if (operation.getRequestBody().getContent().hasMediaType(YamlBodyReader.MEDIA_TYPE)) {
                codes.add(MALFORMED_YAML);
            }
        }
        return codes;
    }

    private static List<ProblemCode> own(String operationId) {
        List<ProblemCode> own = OWN.get(operationId);
        if (own == null) {
            throw new IllegalStateException(
                    operationId + ": its conflicts are not named (expected: an entry, if only an "
                            + "empty one, in OperationErrors)");
        }
        return own;
    }

    private static List<Parameter> parameters(Operation operation) {
        return operation.getParameters() == null ? List.of() : operation.getParameters();
    }

    private static List<ProblemCode> ofParameter(Parameter parameter) {
        if (parameter.getIn() == Parameter.In.PATH) {
            return List.of(NOT_FOUND);
        }
        String reference = String.valueOf(parameter.getRef());
        return switch (reference.substring(reference.lastIndexOf('/') + 1)) {
            // What is not understood of it is passed over (RFC 7240 section 2).
            case ContractFilter.PREFER -> List.of();
            case IdempotentRequest.HEADER -> List.of(IDEMPOTENCY_KEY_REUSED);
            // A read heeds If-Match as well (RFC 9110 section 13.1.1).
            case ConditionalRequests.IF_MATCH, ConditionalRequests.IF_NONE_MATCH -> List.of(PRECONDITION_FAILED);
            default -> List.of();
        };
    }
}
