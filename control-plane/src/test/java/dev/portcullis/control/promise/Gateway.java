package dev.portcullis.control.promise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One instance as it should be, and all that it has been. */
final class Gateway {
    private final String id;
    private final int incarnation;
    private final List<SortedMap<Ref, ObjectNode>> history = new ArrayList<>();
    private SortedMap<Ref, Resource> content = new TreeMap<>();

    /** @param incarnation tells it from earlier ones of its id */
    Gateway(String id, int incarnation) {
        this.id = id;
        this.incarnation = incarnation;
    }

    /**
     * A resource as it should be.
     *
     * @param revision the one that last changed it
     */
    record Resource(ObjectNode document, long revision) {}

    /** How many resources came, changed, went and stayed. */
    record Counts(int created, int updated, int deleted, int unchanged) {
        static Counts between(SortedMap<Ref, ObjectNode> before, SortedMap<Ref, ObjectNode> after) {
            int same = count(before.keySet().stream().filter(ref -> Objects.equals(before.get(ref), after.get(ref))));
            int kept = count(before.keySet().stream().filter(after::containsKey));
            return new Counts(after.size() - kept, kept - same, before.size() - kept, same);
        }

        private static int count(Stream<Ref> refs) {
            return (int) refs.count();
        }
    }

    String id() {
        return id;
    }

    int incarnation() {
        return incarnation;
    }

    /** The newest. */
    long revision() {
        return history.size();
    }

    @Nullable
    Resource find(Ref ref) {
        return content.get(ref);
    }

    ObjectNode self() {
        return document(Ref.SELF);
    }

    ObjectNode document(Ref ref) {
        Resource resource = content.get(ref);
        if (resource == null) {
            throw new AssertionError("the model has no " + ref);
        }
        return resource.document();
    }

    /** Of all kinds, the instance included. */
    SortedMap<Ref, ObjectNode> documents() {
        SortedMap<Ref, ObjectNode> documents = new TreeMap<>();
        content.forEach((ref, resource) -> documents.put(ref, resource.document()));
        return documents;
    }

    SortedMap<Ref, ObjectNode> documentsAt(long revision) {
        return history.get((int) revision - 1);
    }

    /** Those of a kind, in the order of creation. */
    List<Ref> all(Kind kind) {
        return content.keySet().stream().filter(ref -> ref.kind() == kind).toList();
    }

    List<Ref> authorizationsOf(String rule) {
        return all(Kind.AUTHORIZATION).stream()
                .filter(ref -> ref.rule().equals(rule))
                .toList();
    }

    /** Becomes this, in one revision; in none if it is this already. Answers what changed and is still there. */
    List<Ref> become(SortedMap<Ref, ObjectNode> wanted) {
        if (wanted.equals(documents())) {
            return List.of();
        }
        SortedMap<Ref, Resource> next = new TreeMap<>();
        List<Ref> changed = new ArrayList<>();
        wanted.forEach((ref, document) -> {
            Resource before = content.get(ref);
            if (before != null && before.document().equals(document)) {
                next.put(ref, before);
            } else {
                next.put(ref, new Resource(document, revision() + 1));
                changed.add(ref);
            }
        });
        content = next;
        history.add(wanted);
        return changed;
    }

    /** The document that an export of it is. */
    ObjectNode export() {
        ObjectNode export = self().deepCopy();
        all(Kind.ROUTE).forEach(ref -> export.withArray("/routes").add(document(ref)));
        all(Kind.RULE).forEach(ref -> {
            ObjectNode rule = document(ref).deepCopy();
            rule.putArray("authorizations");
            authorizationsOf(ref.id())
                    .forEach(authorization -> rule.withArray("/authorizations").add(document(authorization)));
            export.withArray("/rules").add(rule);
        });
        for (String list : List.of("routes", "rules")) {
            if (!export.has(list)) {
                export.putArray(list);
            }
        }
        return export;
    }
}
