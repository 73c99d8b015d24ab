package dev.portcullis.control.promise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.promise.Wire.Answer;
import dev.portcullis.control.promise.Wire.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Finds which ids the server gave to what a change created. */
final class NewIds {
    private final Trial trial;
    private final Gateway gateway;

    NewIds(Trial trial, Gateway gateway) {
        this.trial = trial;
        this.gateway = gateway;
    }

    SortedMap<Ref, ObjectNode> resolve(SortedMap<Ref, ObjectNode> wanted, Answer answer) {
        Map<String, String> ids = new HashMap<>();
        if (answer.body().has("createdIds")) {
            JsonNode created = answer.body().path("createdIds");
            IntStream.range(0, created.size())
                    .forEach(i -> ids.put(Promises.newId(i), created.get(i).asText()));
        } else if (answer.body().has("changes")) {
            wanted.keySet().stream()
                    .filter(ref -> isNew(ref) && ref.kind() != Kind.AUTHORIZATION)
                    .forEach(ref -> ids.put(ref.id(), idOf(ref.kind(), named(wanted, ref))));
            findAuthorizations(wanted, ids);
        } else {
            ids.put(Promises.newId(0), answer.body().path("id").asText());
        }
        SortedMap<Ref, ObjectNode> resolved = new TreeMap<>();
        wanted.forEach((ref, document) -> resolved.put(
                new Ref(ref.kind(), ids.getOrDefault(ref.rule(), ref.rule()), ids.getOrDefault(ref.id(), ref.id())),
                document));
        return resolved;
    }

    private static String named(SortedMap<Ref, ObjectNode> wanted, Ref ref) {
        return wanted.getOrDefault(ref, Json.object()).path("name").asText();
    }

    private static boolean isNew(Ref ref) {
        return ref.id().startsWith("new-");
    }

    private String idOf(Kind kind, String name) {
        Answer list = trial.send(Request.get(Ref.listPath(gateway.id(), kind, "") + "?name=" + name));
        assertThat(list.body().path("items")).as("%s \"%s\"", kind, name).hasSize(1);
        return list.body().path("items").get(0).path("id").asText();
    }

    private void findAuthorizations(SortedMap<Ref, ObjectNode> wanted, Map<String, String> ids) {
        List<Ref> created = wanted.keySet().stream()
                .filter(ref -> isNew(ref) && ref.kind() == Kind.AUTHORIZATION)
                .toList();
        Map<String, JsonNode> lists = new HashMap<>();
        Set<String> taken = new HashSet<>();
        gateway.all(Kind.AUTHORIZATION).forEach(ref -> taken.add(ref.id()));
        for (Ref ref : created) {
            String rule = ids.getOrDefault(ref.rule(), ref.rule());
            JsonNode items = lists.computeIfAbsent(
                    rule,
                    key -> trial.send(
                                    Request.get(Ref.listPath(gateway.id(), Kind.AUTHORIZATION, key) + "?pageSize=500"))
                            .body()
                            .path("items"));
            ObjectNode document = wanted.getOrDefault(ref, Json.object());
            String id = items.valueStream()
                    .filter(item -> Json.without(item, Shapes.SERVER_FIELDS).equals(document))
                    .map(item -> item.path("id").asText())
                    .filter(found -> !taken.contains(found))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("authorization " + document + " was not created"));
            taken.add(id);
            ids.put(ref.id(), id);
        }
    }
}
