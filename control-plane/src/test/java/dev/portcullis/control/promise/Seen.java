package dev.portcullis.control.promise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.promise.Gateway.Resource;
import dev.portcullis.control.promise.Wire.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the API has answered of each resource, which must not change unless the resource does. */
final class Seen {
    private final Map<String, List<Sighting>> sightings = new HashMap<>();

    private record Sighting(int incarnation, long revision, String tag, JsonNode body) {}

    /** Judges an answer with a resource, and remembers it. */
    void judge(Gateway gateway, Ref ref, Resource expected, Answer answer) {
        String path = ref.path(gateway.id());
        assertThat(Json.without(answer.body(), Shapes.SERVER_FIELDS))
                .as("what %s says", path)
                .isEqualTo(expected.document());
        assertThat(answer.body().path("id").asText())
                .as("id of %s", path)
                .isEqualTo(ref.kind() == Kind.INSTANCE ? gateway.id() : ref.id());
        assertThat(answer.body().path("revision").longValue())
                .as("revision of %s", path)
                .isEqualTo(expected.revision());
        Sighting now = new Sighting(
                gateway.incarnation(),
                expected.revision(),
                answer.field("ETag"),
                Json.without(answer.body(), List.of("warnings")));
        List<Sighting> earlier = sightings.computeIfAbsent(path, key -> new ArrayList<>());
        if (!earlier.isEmpty() && isSame(earlier.getLast(), now)) {
            assertThat(now).as("%s, which has not changed", path).isEqualTo(earlier.getLast());
        } else {
            assertThat(now.tag()).as("new tag of %s", path).matches("\"[!#-~]+\"");
            assertThat(earlier)
                    .as("earlier tags of %s", path)
                    .extracting(Sighting::tag)
                    .doesNotContain(now.tag());
            earlier.add(now);
        }
    }

    private static boolean isSame(Sighting earlier, Sighting now) {
        return earlier.incarnation() == now.incarnation() && earlier.revision() == now.revision();
    }

    /** The newest tag; one that nothing has if there is none. */
    String tag(String path) {
        List<Sighting> all = sightings.getOrDefault(path, List.of());
        return all.isEmpty() ? "\"never\"" : all.getLast().tag();
    }

    /** An earlier tag; one that nothing has if there is none. */
    String staleTag(String path) {
        List<Sighting> all = sightings.getOrDefault(path, List.of());
        return all.size() < 2 ? "\"never\"" : all.get(all.size() - 2).tag();
    }

    /** As it was last answered. */
    JsonNode body(String path) {
        List<Sighting> all = sightings.getOrDefault(path, List.of());
        return all.isEmpty() ? Json.object() : all.getLast().body();
    }
}
