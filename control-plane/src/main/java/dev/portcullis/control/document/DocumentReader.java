package dev.portcullis.control.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.authorization.AuthorizationDefinition;
import dev.portcullis.control.authorization.Authorizations;
import dev.portcullis.control.authorization.ExpressionRoom;
import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.instance.InstanceDefinition;
import dev.portcullis.control.instance.Instances;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.ResourceId;
import dev.portcullis.control.route.RouteDefinition;
import dev.portcullis.control.route.RouteEntity;
import dev.portcullis.control.route.Routes;
import dev.portcullis.control.rule.RuleDefinition;
import dev.portcullis.control.rule.RuleEntity;
import dev.portcullis.control.rule.Rules;
import dev.portcullis.model.RequestPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document for an instance as it is: every resource by the rules of its own replacement or creation. Faults are
 * noted; nothing read may be used before {@link Faults#refuseIfAny}. Reads one document, then it is of no more use.
 */
final class DocumentReader {
    private static final int MAX_RESOURCES = 100_000;

    private final Change change;
    private final Rules rules;
    private final Map<String, RouteEntity> presentRoutes;
    private final Map<String, RuleEntity> presentRules;
    private final ExpressionRoom expressions = new ExpressionRoom(0);

    DocumentReader(Change change, Contents present, Rules rules) {
        this.change = change;
        this.rules = rules;
        this.presentRoutes =
                byName(present.routes(), route -> route.definition().name());
        this.presentRules = byName(present.rules(), rule -> rule.definition().name());
    }

    private static <T> Map<String, T> byName(List<T> resources, Function<T, String> name) {
        return resources.stream().collect(Collectors.toMap(name, Function.identity()));
    }

    /** A route as the document has it, with the id of the one of that name, or a new one. */
    record DocumentedRoute(String field, String id, RouteDefinition definition) {}

    /** A rule as the document has it, with the id of the one of that name, or a new one. */
    record DocumentedRule(
            String field, String id, RuleDefinition definition, List<AuthorizationDefinition> authorizations) {}

    /** @param prunesEnabled whether rules that are not in it go even if they are enabled */
    record Read(
            InstanceDefinition instance,
            List<DocumentedRoute> routes,
            List<DocumentedRule> rules,
            boolean prunesEnabled) {}

    private enum Prune {
        force
    }

    Read read(FieldReader in) {
        InstanceDefinition instance = Instances.readDefinition(in);
        RequestPolicy policy = instance.requestPolicy();
        Set<String> routeNames = new HashSet<>();
        Set<String> ruleNames = new HashSet<>();
        Read read = new Read(
                instance,
                in.resources(
                        Export.ROUTES,
                        MAX_RESOURCES,
                        (element, at) -> route(in.objectAt(element, at), at, policy, routeNames)),
                in.resources(
                        Export.RULES,
                        MAX_RESOURCES,
                        (element, at) -> rule(in.objectAt(element, at), at, policy, ruleNames)),
                in.choice("prune", Prune.class) != null);
        in.pass(Export.SECRETS_LEFT_OUT);
        in.refuseUnknown();
        return read;
    }

    private @Nullable DocumentedRoute route(
            @Nullable FieldReader in, String at, RequestPolicy policy, Set<String> names) {
        if (in == null) {
            return null;
        }
        RouteDefinition definition = Routes.readDefinition(in, policy);
        in.refuseUnknown();
        refuseTwice(in, definition.name(), names);
        RouteEntity present = presentRoutes.get(definition.name());
        String id = present == null ? change.newId(ResourceId.Kind.ROUTE) : present.id();
        return new DocumentedRoute(at, id, definition);
    }

    private @Nullable DocumentedRule rule(
            @Nullable FieldReader in, String at, RequestPolicy policy, Set<String> names) {
        if (in == null) {
            return null;
        }
        JsonNode name = in.raw("name");
        RuleEntity present = name == null ? null : presentRules.get(name.asText());
        String id = present == null ? change.newId(ResourceId.Kind.RULE) : present.id();
        RuleDefinition definition = rules.readDefinition(in, change, id, present == null ? null : present.definition());
        List<AuthorizationDefinition> authorizations =
                in.resources(Export.AUTHORIZATIONS, MAX_RESOURCES, (element, authorizationAt) -> {
                    FieldReader authorization = in.objectAt(element, authorizationAt);
                    return authorization == null ? null : authorization(authorization, authorizationAt, policy);
                });
        in.refuseUnknown();
        refuseTwice(in, definition.name(), names);
        return new DocumentedRule(at, id, definition, authorizations);
    }

    private AuthorizationDefinition authorization(FieldReader in, String at, RequestPolicy policy) {
        AuthorizationDefinition definition = Authorizations.readDefinition(in, policy);
        in.refuseUnknown();
        expressions.enter(definition, at, in.faults());
        return definition;
    }

    private static void refuseTwice(FieldReader in, String name, Set<String> names) {
        if (!name.isEmpty() && !names.add(name)) {
            in.faults().add(in.pathOf("name"), "there twice (expected: each once)");
        }
    }
}
