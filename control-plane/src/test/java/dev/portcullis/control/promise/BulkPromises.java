package dev.portcullis.control.promise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What should become of an instance by requests that change many resources at once; or why they should be refused. */
final class BulkPromises {
    private BulkPromises() {}

    static SortedMap<Ref, ObjectNode> batch(
            @Nullable Gateway gateway, String rule, JsonNode body, Expectation expectation) {
        Gateway present = Promises.found(gateway);
        if (present.find(Ref.rule(rule)) == null) {
            throw Refused.notFound();
        }
        if (!expectation.holds(true)) {
            throw Refused.precondition();
        }
        SortedMap<Ref, ObjectNode> wanted = present.documents();
        List<String> faults = new ArrayList<>();
        Set<Ref> named = new HashSet<>();
        for (int i = 0; i < body.path("create").size(); i++) {
            wanted.put(
                    Ref.authorization(rule, Promises.newId(i)),
                    authorization(present, body.path("create").get(i), "create[" + i + "]", faults));
        }
        for (int i = 0; i < body.path("replace").size(); i++) {
            JsonNode element = body.path("replace").get(i);
            Ref ref = Ref.authorization(rule, element.path("id").asText());
            if (present.find(ref) == null || !named.add(ref)) {
                faults.add("replace[" + i + "].id");
            }
            JsonNode document = Json.without(element, List.of("id"));
            wanted.put(ref, authorization(present, document, "replace[" + i + "]", faults));
        }
        for (int i = 0; i < body.path("delete").size(); i++) {
            Ref ref = Ref.authorization(rule, body.path("delete").get(i).asText());
            if (present.find(ref) == null || !named.add(ref)) {
                faults.add("delete[" + i + "]");
            }
            wanted.remove(ref);
        }
        Refused.ifAny(faults);
        return wanted;
    }

    private static ObjectNode authorization(Gateway gateway, JsonNode given, String at, List<String> faults) {
        return Shapes.read(Kind.AUTHORIZATION, given, gateway.self(), at, faults);
    }

    /** @param takenNames those of other instances */
    static SortedMap<Ref, ObjectNode> rollback(
            @Nullable Gateway gateway, long to, boolean force, Expectation expectation, Set<String> takenNames) {
        Gateway present = Promises.found(gateway);
        if (!expectation.holds(true)) {
            throw Refused.precondition();
        }
        if (to < 1 || to > present.revision()) {
            throw Refused.notFound();
        }
        SortedMap<Ref, ObjectNode> wanted = new TreeMap<>(present.documentsAt(to));
        refuseToDropEnabled(present, wanted, force);
        refuseTaken(present, wanted, takenNames);
        return wanted;
    }

    private static void refuseToDropEnabled(Gateway gateway, SortedMap<Ref, ObjectNode> wanted, boolean force) {
        boolean dropsEnabled = gateway.all(Kind.RULE).stream()
                .anyMatch(rule -> !wanted.containsKey(rule) && Promises.isEnabled(gateway.document(rule)));
        if (dropsEnabled && !force) {
            throw Refused.conflict("RULE_ENABLED");
        }
    }

    private static void refuseTaken(Gateway gateway, SortedMap<Ref, ObjectNode> wanted, Set<String> takenNames) {
        ObjectNode self = wanted.getOrDefault(Ref.SELF, Json.object());
        if (!self.equals(gateway.self())
                && takenNames.contains(self.path("name").asText())) {
            throw Refused.conflict("NAME_TAKEN");
        }
    }

    /** @param takenNames those of other instances */
    static SortedMap<Ref, ObjectNode> apply(
            @Nullable Gateway gateway, JsonNode document, Expectation expectation, Set<String> takenNames) {
        Gateway present = Promises.found(gateway);
        if (!expectation.holds(true)) {
            throw Refused.precondition();
        }
        SortedMap<Ref, ObjectNode> wanted = new Application(present).read(document);
        refuseToDropEnabled(present, wanted, document.has("prune"));
        refuseTaken(present, wanted, takenNames);
        return wanted;
    }

    /** One document and one instance. */
    private static final class Application {
        private final Gateway gateway;
        private final SortedMap<Ref, ObjectNode> wanted = new TreeMap<>();
        private final List<String> faults = new ArrayList<>();
        private int made;

        Application(Gateway gateway) {
            this.gateway = gateway;
        }

        SortedMap<Ref, ObjectNode> read(JsonNode document) {
            JsonNode instance = Json.without(document, List.of("routes", "rules", "prune"));
            ObjectNode self = Shapes.read(Kind.INSTANCE, instance, instance, "", faults);
            wanted.put(Ref.SELF, self);
            readAll(Kind.ROUTE, document.path("routes"), self);
            readAll(Kind.RULE, document.path("rules"), self);
            Refused.ifAny(faults);
            return wanted;
        }

        private void readAll(Kind kind, JsonNode list, ObjectNode self) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < list.size(); i++) {
                String at = kind.collection() + "[" + i + "]";
                JsonNode element = Json.without(list.get(i), List.of("authorizations"));
                ObjectNode read = Shapes.read(kind, element, self, at, faults);
                String name = read.path("name").asText();
                if (!name.isEmpty() && !names.add(name)) {
                    faults.add(at + ".name");
                }
                Ref ref = gateway.all(kind).stream()
                        .filter(present ->
                                gateway.document(present).path("name").asText().equals(name))
                        .findFirst()
                        .orElseGet(() -> new Ref(kind, "", Promises.newId(made++)));
                wanted.put(ref, read);
                if (kind == Kind.RULE) {
                    readAuthorizations(ref.id(), list.get(i).path("authorizations"), self, at);
                }
            }
        }

        /** Those that say the same are the same, whatever the order of their methods. */
        private void readAuthorizations(String rule, JsonNode list, ObjectNode self, String at) {
            List<Ref> left = new ArrayList<>(gateway.authorizationsOf(rule));
            for (int i = 0; i < list.size(); i++) {
                ObjectNode read =
                        Shapes.read(Kind.AUTHORIZATION, list.get(i), self, at + ".authorizations[" + i + "]", faults);
                Ref same = left.stream()
                        .filter(ref -> content(gateway.document(ref)).equals(content(read)))
                        .findFirst()
                        .orElse(null);
                if (same == null) {
                    wanted.put(Ref.authorization(rule, Promises.newId(made++)), read);
                } else {
                    left.remove(same);
                    wanted.put(same, gateway.document(same));
                }
            }
        }

        private static JsonNode content(ObjectNode authorization) {
            ObjectNode content = authorization.deepCopy();
            if (content.has("methods")) {
                List<JsonNode> methods = StreamSupport.stream(
                                content.path("methods").spliterator(), false)
                        .sorted(Comparator.comparing(JsonNode::asText))
                        .toList();
                content.putArray("methods").addAll(methods);
            }
            return content;
        }
    }
}
