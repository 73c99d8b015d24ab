package dev.portcullis.control.promise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.promise.Gateway.Counts;
import dev.portcullis.control.promise.Wire.Answer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Judges answers that are not one resource. */
final class Judgement {
    private Judgement() {}

    /** The first answer again, to a request that was repeated. */
    static void repeated(Answer first, Answer answer) {
        assertThat(answer.field("Idempotent-Replayed"))
                .as("Idempotent-Replayed")
                .isEqualTo("true");
        assertThat(answer.status()).as("repeated status").isEqualTo(first.status());
        assertThat(answer.body()).as("repeated body").isEqualTo(first.body());
        for (String field : List.of("ETag", "Portcullis-Revision", "Location")) {
            assertThat(answer.field(field)).as("repeated " + field).isEqualTo(first.field(field));
        }
    }

    static void refusal(Refused refused, Answer answer) {
        assertThat(answer.status() + " " + answer.body().path("code").asText())
                .as("refusal")
                .isEqualTo(refused.status() + " " + refused.code());
        assertThat(answer.field("Content-Type")).as("type of a refusal").startsWith("application/problem+json");
        assertThat(answer.body().path("violations"))
                .extracting(violation -> violation.path("field").asText())
                .as("violations")
                .containsExactlyInAnyOrderElementsOf(refused.fields());
    }

    /** What an answer to a change of many resources says of them. */
    static void counts(String path, Counts counts, JsonNode body) {
        if (path.endsWith(":batch")) {
            assertThat(List.of(
                            body.path("created").asInt(),
                            body.path("replaced").asInt(),
                            body.path("deleted").asInt()))
                    .as("counts of a batch")
                    .isEqualTo(List.of(counts.created(), counts.updated(), counts.deleted()));
            return;
        }
        Map<String, Long> actions = body.path("changes")
                .valueStream()
                .collect(Collectors.groupingBy(change -> change.path("action").asText(), Collectors.counting()));
        assertThat(List.of(
                        actions.getOrDefault("CREATED", 0L).intValue(),
                        actions.getOrDefault("UPDATED", 0L).intValue(),
                        actions.getOrDefault("DELETED", 0L).intValue()))
                .as("actions of %s", path)
                .isEqualTo(List.of(counts.created(), counts.updated(), counts.deleted()));
        if (body.has("unchanged")) {
            assertThat(body.path("unchanged").asInt()).as("unchanged").isEqualTo(counts.unchanged());
        }
    }
}
