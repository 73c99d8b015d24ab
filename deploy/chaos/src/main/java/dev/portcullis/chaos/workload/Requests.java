package dev.portcullis.chaos.workload;

import dev.portcullis.chaos.model.Condition;
import dev.portcullis.chaos.model.Operation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How operations are sent to the management API. */
final class Requests {
    private final Tokens tokens;
    private final URI upstream;

    Requests(Tokens tokens, URI upstream) {
        this.tokens = tokens;
        this.upstream = upstream;
    }

    /** @param path below the instance */
    record Request(String method, String path, @Nullable Object body) {
        /** Whether an {@code Idempotency-Key} makes it safe to send again. */
        boolean isRepeatable() {
            return method.equals("POST");
        }
    }

    Request of(Operation operation) {
        return switch (operation) {
            case Operation.CreateCondition create ->
                new Request("POST", rule(create.ruleId()) + "/authorizations", body(create.condition()));
            case Operation.Batch batch ->
                new Request(
                        "POST",
                        rule(batch.ruleId()) + "/authorizations:batch",
                        Map.of(
                                "create",
                                        batch.create().stream()
                                                .map(Requests::body)
                                                .toList(),
                                "replace", List.of(),
                                "delete", batch.delete()));
            case Operation.Enable enable -> new Request("POST", rule(enable.ruleId()) + "/enable", null);
            case Operation.Disable disable -> new Request("POST", rule(disable.ruleId()) + "/disable", null);
            case Operation.Patch patch ->
                new Request(
                        "PATCH", rule(patch.ruleId()), Map.of("name", patch.name(), "authorizationMode", patch.mode()));
            case Operation.CreateRule create ->
                new Request(
                        "POST",
                        "/rules",
                        Map.of(
                                "name", create.name(),
                                "issuer", Tokens.name(create.issuer()),
                                "authorizationMode", create.mode(),
                                "enabled", create.enabled(),
                                "jwks", tokens.jwks(create.issuer())));
            case Operation.DeleteRule delete -> new Request("DELETE", rule(delete.ruleId()), null);
            case Operation.CreateRoute create ->
                new Request(
                        "POST",
                        "/routes",
                        Map.of(
                                "name", create.name(),
                                "paths", List.of(Map.of("match", "PREFIX", "value", create.prefix())),
                                "upstream", Map.of("targets", List.of(Map.of("url", upstream.toString())))));
            case Operation.DeleteRoute delete -> new Request("DELETE", "/routes/" + delete.routeId(), null);
        };
    }

    private static String rule(String id) {
        return "/rules/" + id;
    }

    private static Object body(Condition condition) {
        return Map.of("path", Map.of("match", condition.match(), "value", condition.path()));
    }
}
