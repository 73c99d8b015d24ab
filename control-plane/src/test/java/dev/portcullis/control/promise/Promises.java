package dev.portcullis.control.promise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.promise.Gateway.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What should become of an instance by each request for one resource; or why that should be refused. */
final class Promises {
    private static final List<String> MAY_BE_ECHOED = List.of("id", "createdAt", "updatedAt", "revision");

    private Promises() {}

    /** What stands for an id until the server has made it. */
    static String newId(int number) {
        return "new-" + number;
    }

    static SortedMap<Ref, ObjectNode> create(
            @Nullable Gateway gateway, Kind kind, String rule, JsonNode given, Expectation expectation) {
        Gateway present = found(gateway);
        if (kind == Kind.AUTHORIZATION && present.find(Ref.rule(rule)) == null) {
            throw Refused.notFound();
        }
        if (!expectation.holds(false)) {
            throw Refused.precondition();
        }
        List<String> faults = new ArrayList<>();
        ObjectNode document = Shapes.read(kind, given, present.self(), "", faults);
        Refused.ifAny(faults);
        Ref ref = new Ref(kind, kind == Kind.AUTHORIZATION ? rule : "", newId(0));
        refuseTaken(present, ref, document);
        SortedMap<Ref, ObjectNode> wanted = present.documents();
        wanted.put(ref, document);
        return wanted;
    }

    /**
     * A replacement or a patch.
     *
     * @param given what the whole resource shall be, from what it is
     */
    static SortedMap<Ref, ObjectNode> rewrite(
            @Nullable Gateway gateway, Ref ref, UnaryOperator<ObjectNode> given, Expectation expectation) {
        Gateway present = found(gateway);
        Resource before = present.find(ref);
        if (before == null) {
            throw Refused.notFound();
        }
        if (!expectation.holds(true)) {
            throw Refused.precondition();
        }
        ObjectNode document = given.apply(before.document());
        List<String> faults = new ArrayList<>();
        if (document.path("revision").asLong(before.revision()) != before.revision()) {
            faults.add("revision");
        }
        JsonNode written = Json.without(document, ref.kind() == Kind.RULE ? withKeys() : MAY_BE_ECHOED);
        ObjectNode read = Shapes.read(ref.kind(), written, present.self(), "", faults);
        Refused.ifAny(faults);
        refuseTaken(present, ref, read);
        SortedMap<Ref, ObjectNode> wanted = present.documents();
        wanted.put(ref, read);
        return wanted;
    }

    private static List<String> withKeys() {
        List<String> fields = new ArrayList<>(MAY_BE_ECHOED);
        fields.add("keys");
        return fields;
    }

    /** An instance's own deletion leaves nothing. */
    static SortedMap<Ref, ObjectNode> delete(
            @Nullable Gateway gateway, Ref ref, boolean cascade, Expectation expectation) {
        Gateway present = found(gateway);
        Resource before = present.find(ref);
        if (before == null) {
            throw Refused.notFound();
        }
        if (!expectation.holds(true)) {
            throw Refused.precondition();
        }
        SortedMap<Ref, ObjectNode> wanted = present.documents();
        if (ref.kind() == Kind.INSTANCE) {
            if (!cascade && wanted.size() > 1) {
                throw Refused.conflict("INSTANCE_NOT_EMPTY");
            }
            if (present.all(Kind.RULE).stream().anyMatch(rule -> isEnabled(present.document(rule)))) {
                throw Refused.conflict("RULE_ENABLED");
            }
            wanted.clear();
            return wanted;
        }
        if (ref.kind() == Kind.RULE) {
            if (isEnabled(before.document())) {
                throw Refused.conflict("RULE_ENABLED");
            }
            present.authorizationsOf(ref.id()).forEach(wanted::remove);
        }
        wanted.remove(ref);
        return wanted;
    }

    static Gateway found(@Nullable Gateway gateway) {
        if (gateway == null) {
            throw Refused.notFound();
        }
        return gateway;
    }

    static boolean isEnabled(JsonNode rule) {
        return rule.path("enabled").asBoolean();
    }

    private static void refuseTaken(Gateway gateway, Ref ref, JsonNode document) {
        boolean isTaken = document.has("name")
                && gateway.all(ref.kind()).stream()
                        .filter(other -> !other.equals(ref))
                        .anyMatch(other -> gateway.document(other).path("name").equals(document.path("name")));
        if (isTaken) {
            throw Refused.conflict("NAME_TAKEN");
        }
    }
}
