package dev.portcullis.control.promise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.promise.Wire.Answer;
import dev.portcullis.control.promise.Wire.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads, and what they should answer. */
final class Reads {
    private final Trial trial;

    Reads(Trial trial) {
        this.trial = trial;
    }

    void read(String instance, Ref ref, Expectation expectation) {
        String path = ref.path(instance);
        Answer answer = trial.send(trial.expecting(Request.get(path), expectation, path));
        Gateway gateway = trial.gateway(instance);
        if (gateway == null || gateway.find(ref) == null) {
            Judgement.refusal(Refused.notFound(), answer);
            return;
        }
        switch (expectation) {
            case ABSENT, CHANGED -> {
                assertThat(answer.status()).as("status of what is known").isEqualTo(304);
                assertThat(answer.field("ETag")).isEqualTo(trial.seen().tag(path));
            }
            case STALE, WEAK -> Judgement.refusal(Refused.precondition(), answer);
            case NOTHING, ANY, CURRENT, ONE_OF -> {
                assertThat(answer.status()).as("status of a read").isEqualTo(200);
                trial.judgeRead(gateway, ref);
            }
        }
    }

    void walk(String instance, String rule, Step.Walk walk) {
        boolean byName = walk.byName() && walk.kind() != Kind.AUTHORIZATION;
        boolean enabledOnly = walk.enabledOnly() && walk.kind() == Kind.RULE;
        String path = walk.kind() == Kind.INSTANCE ? "/instances" : Ref.listPath(instance, walk.kind(), rule);
        String query = "?pageSize=" + walk.pageSize()
                + (byName ? "&sort=" + (walk.descending() ? "-" : "") + "name" : "")
                + (enabledOnly ? "&enabled=true" : "")
                + (walk.kind() == Kind.INSTANCE ? "&q=" + instance.substring(0, instance.length() - 2) : "");
        Gateway gateway = trial.gateway(instance);
        boolean isThere = walk.kind() == Kind.INSTANCE
                || (gateway != null && (walk.kind() != Kind.AUTHORIZATION || gateway.find(Ref.rule(rule)) != null));
        if (!isThere) {
            Judgement.refusal(Refused.notFound(), trial.send(Request.get(path + query)));
            return;
        }
        List<Item> expected = new ArrayList<>(expected(gateway, rule, walk.kind()));
        if (enabledOnly) {
            expected.removeIf(item -> !Promises.isEnabled(item.document()));
        }
        if (byName) {
            expected.sort(
                    Comparator.comparing(item -> item.document().path("name").asText()));
            if (walk.descending()) {
                Collections.reverse(expected);
            }
        }
        assertThat(pages(path, query, expected.size())).as("%s%s", path, query).isEqualTo(expected);
    }

    private record Item(String id, JsonNode document) {}

    private List<Item> expected(@Nullable Gateway gateway, String rule, Kind kind) {
        if (kind == Kind.INSTANCE) {
            return trial.gateways().stream()
                    .map(each -> new Item(each.id(), each.self()))
                    .toList();
        }
        return gateway == null
                ? List.of()
                : gateway.all(kind).stream()
                        .filter(ref -> kind != Kind.AUTHORIZATION || ref.rule().equals(rule))
                        .map(ref -> new Item(ref.id(), gateway.document(ref)))
                        .toList();
    }

    private List<Item> pages(String path, String query, int total) {
        List<Item> items = new ArrayList<>();
        String token = "";
        do {
            Answer page = trial.send(Request.get(path + query + (token.isEmpty() ? "" : "&pageToken=" + token)));
            assertThat(page.status()).as("status of a list, %s", page.body()).isEqualTo(200);
            assertThat(page.body().path("totalSize").asInt()).as("totalSize").isEqualTo(total);
            page.body()
                    .path("items")
                    .forEach(item ->
                            items.add(new Item(item.path("id").asText(), Json.without(item, Shapes.SERVER_FIELDS))));
            token = page.body().path("nextPageToken").asText();
        } while (!token.isEmpty());
        return items;
    }

    void compareAll() {
        for (int i = 0; i < 2; i++) {
            String instance = trial.id(i);
            Gateway gateway = trial.gateway(instance);
            if (gateway == null) {
                read(instance, Ref.SELF, Expectation.NOTHING);
            } else {
                compareAll(gateway);
            }
        }
    }

    private void compareAll(Gateway gateway) {
        gateway.documents().keySet().forEach(ref -> trial.judgeRead(gateway, ref));
        for (Kind kind : Kind.values()) {
            List<Ref> rules = kind == Kind.AUTHORIZATION ? gateway.all(Kind.RULE) : List.of(Ref.SELF);
            rules.forEach(rule -> walk(
                    gateway.id(), rule.id(), new Step.Walk(kind, new Step.Target(0, 0), false, false, false, 500)));
        }
        Answer export = trial.send(Request.get("/instances/" + gateway.id() + ":export"));
        assertThat(export.body()).as("export").isEqualTo(gateway.export());
        Answer revisions = trial.send(Request.get("/instances/" + gateway.id() + "/revisions?pageSize=500"));
        assertThat(revisions.body().path("items"))
                .as("revisions")
                .extracting(revision -> revision.path("revision").asLong())
                .isEqualTo(LongStream.rangeClosed(1, gateway.revision())
                        .boxed()
                        .sorted(Comparator.reverseOrder())
                        .toList());
    }
}
