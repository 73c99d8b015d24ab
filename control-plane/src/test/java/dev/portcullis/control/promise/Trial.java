package dev.portcullis.control.promise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.promise.Gateway.Counts;
import dev.portcullis.control.promise.Gateway.Resource;
import dev.portcullis.control.promise.Wire.Answer;
import dev.portcullis.control.promise.Wire.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The API and the model side by side: every request goes to both, and every answer is judged. */
final class Trial {
    private final Wire wire;
    private final String prefix;
    private final Map<String, Gateway> gateways = new TreeMap<>();
    private final Map<Integer, Kept> kept = new LinkedHashMap<>();
    private final Seen seen = new Seen();
    private final Tally tally;
    private Class<? extends Step> step = Step.class;
    private int incarnations;

    /** @param prefix of ids, names and keys: nobody else has it */
    Trial(Wire wire, String prefix, Tally tally) {
        this.wire = wire;
        this.prefix = prefix;
        this.tally = tally;
    }

    /** What follows belongs to a step of this kind. */
    void begin(Class<? extends Step> kind) {
        step = kind;
    }

    /** A request with an idempotency key that was done, and its answer. */
    private record Kept(Request request, Answer answer) {}

    /** A change: what is asked for, and what should come of it. */
    record Write(String instance, Request request, int key, int status, Supplier<SortedMap<Ref, ObjectNode>> promise) {}

    /** The id of one of the two instances. */
    String id(int instance) {
        return prefix + "-" + (char) ('a' + instance);
    }

    /** A name of an instance. */
    String name(int name) {
        return prefix + " " + (char) ('a' + name);
    }

    @Nullable
    Gateway gateway(String instance) {
        return gateways.get(instance);
    }

    List<Gateway> gateways() {
        return List.copyOf(gateways.values());
    }

    Set<String> namesExcept(String instance) {
        return gateways.values().stream()
                .filter(gateway -> !gateway.id().equals(instance))
                .map(gateway -> gateway.self().path("name").asText())
                .collect(Collectors.toSet());
    }

    Answer send(Request request) {
        return wire.send(request);
    }

    Seen seen() {
        return seen;
    }

    /** With what it expects of a resource. */
    Request expecting(Request request, Expectation expectation, String path) {
        return request.with(expectation.field(seen.tag(path), seen.staleTag(path)));
    }

    /** With what it expects of the newest revision. */
    Request expectingNewest(Request request, Expectation expectation, String instance) {
        Gateway gateway = gateways.get(instance);
        long newest = gateway == null ? 0 : gateway.revision();
        return request.with(expectation.field(revisionTag(instance, newest), revisionTag(instance, newest - 1)));
    }

    private String revisionTag(String instance, long revision) {
        if (revision < 1) {
            return "\"never\"";
        }
        Answer answer = wire.send(Request.get("/instances/" + instance + "/revisions/" + revision));
        assertThat(answer.status()).as("status of revision %d", revision).isEqualTo(200);
        return answer.field("ETag");
    }

    /** Makes an instance; its document is judged before anything is looked up. */
    void found(Write write, Expectation expectation, JsonNode body) {
        write(write, () -> {
            List<String> faults = new ArrayList<>();
            ObjectNode self = Shapes.read(Kind.INSTANCE, Json.without(body, List.of("id")), Json.object(), "", faults);
            Refused.ifAny(faults);
            refuseReuse(write);
            boolean isThere = gateways.containsKey(write.instance());
            if (!expectation.holds(isThere)) {
                throw Refused.precondition();
            }
            if (isThere) {
                throw Refused.conflict("ID_TAKEN");
            }
            if (namesExcept("").contains(self.path("name").asText())) {
                throw Refused.conflict("NAME_TAKEN");
            }
            gateways.put(write.instance(), new Gateway(write.instance(), ++incarnations));
            return new TreeMap<>(Map.of(Ref.SELF, self));
        });
    }

    void write(Write write) {
        write(write, () -> {
            refuseReuse(write);
            return write.promise().get();
        });
    }

    private void refuseReuse(Write write) {
        Kept first = kept.get(write.key());
        if (first != null && !first.request().says(write.request())) {
            throw new Refused(422, "IDEMPOTENCY_KEY_REUSED", List.of());
        }
        if (first != null) {
            throw new Repeated();
        }
    }

    /** The request has been answered before. */
    private static final class Repeated extends RuntimeException {}

    private void write(Write write, Supplier<SortedMap<Ref, ObjectNode>> promise) {
        Request request = write.key() == Step.NO_KEY
                ? write.request()
                : write.request().with("Idempotency-Key", prefix + "-" + write.key());
        try {
            SortedMap<Ref, ObjectNode> wanted = promise.get();
            Answer answer = wire.send(request);
            accept(write, wanted, answer);
        } catch (Repeated repeated) {
            Judgement.repeated(Objects.requireNonNull(kept.get(write.key())).answer(), wire.send(request));
            tally.count(step, "again");
        } catch (Refused refused) {
            tally.count(step, refused.code());
            Judgement.refusal(refused, wire.send(request));
        }
        judgeNewest(write.instance());
    }

    void repeat(int pick) {
        List<Integer> keys = List.copyOf(kept.keySet());
        if (!keys.isEmpty()) {
            int key = keys.get(pick % keys.size());
            Kept first = Objects.requireNonNull(kept.get(key));
            tally.count(step, "again");
            Judgement.repeated(first.answer(), wire.send(first.request().with("Idempotency-Key", prefix + "-" + key)));
            gateways.keySet().forEach(this::judgeNewest);
        }
    }

    private void accept(Write write, SortedMap<Ref, ObjectNode> wanted, Answer answer) {
        Gateway gateway = Objects.requireNonNull(gateways.get(write.instance()));
        assertThat(answer.status()).as("status, of %s", answer.body()).isEqualTo(write.status());
        assertThat(answer.field("Idempotent-Replayed"))
                .as("Idempotent-Replayed")
                .isEmpty();
        boolean isRehearsal = write.request().path().endsWith("dryRun=true");
        Counts counts = Counts.between(gateway.documents(), wanted);
        if (write.request().path().contains(":")) {
            Judgement.counts(write.request().path(), counts, answer.body());
        }
        if (write.key() != Step.NO_KEY && !isRehearsal) {
            kept.put(write.key(), new Kept(write.request(), answer));
        }
        boolean isEnd = wanted.isEmpty();
        tally.count(step, isRehearsal ? "rehearsed" : wanted.equals(gateway.documents()) ? "unchanged" : "changed");
        List<Ref> changed =
                isRehearsal || isEnd ? List.of() : gateway.become(new NewIds(this, gateway).resolve(wanted, answer));
        assertThat(answer.field("Portcullis-Revision"))
                .as("Portcullis-Revision")
                .isEqualTo(Long.toString(gateway.revision() + (isEnd ? 1 : 0)));
        if (isEnd) {
            gateways.remove(write.instance());
        }
        if (write.request().path().contains(":")) {
            assertThat(answer.field("ETag"))
                    .as("tag of the newest revision")
                    .isEqualTo(revisionTag(gateway.id(), gateway.revision()));
        } else if (answer.status() != 204) {
            judge(gateway, answer);
        }
        changed.forEach(ref -> judgeRead(gateway, ref));
    }

    /** An answer to a write of one resource, which it names. */
    private void judge(Gateway gateway, Answer answer) {
        String id = answer.body().path("id").asText();
        Ref ref = id.equals(gateway.id())
                ? Ref.SELF
                : gateway.documents().keySet().stream()
                        .filter(present -> present.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("an answer with " + id + ", which the model has not"));
        seen.judge(gateway, ref, Objects.requireNonNull(gateway.find(ref)), answer);
    }

    /** Reads a resource that should be there. */
    void judgeRead(Gateway gateway, Ref ref) {
        Resource expected = Objects.requireNonNull(gateway.find(ref));
        Answer answer = wire.send(Request.get(ref.path(gateway.id())));
        assertThat(answer.status()).as("status of %s", ref).isEqualTo(200);
        seen.judge(gateway, ref, expected, answer);
    }

    /** There is one revision more for each accepted change, and none for anything else. */
    private void judgeNewest(String instance) {
        Answer answer = wire.send(Request.get("/instances/" + instance + "/revisions?pageSize=1"));
        Gateway gateway = gateways.get(instance);
        if (gateway == null) {
            assertThat(answer.status()).as("status of what is not there").isEqualTo(404);
            return;
        }
        long revision = gateway.revision();
        Counts counts = Counts.between(
                revision == 1 ? new TreeMap<>() : gateway.documentsAt(revision - 1), gateway.documentsAt(revision));
        JsonNode newest = answer.body().path("items").path(0);
        Map<String, Long> expected = new HashMap<>(Map.of("revision", revision, "totalSize", revision));
        expected.put("created", (long) counts.created());
        expected.put("updated", (long) counts.updated());
        expected.put("deleted", (long) counts.deleted());
        Map<String, Long> found = expected.keySet().stream()
                .collect(Collectors.toMap(
                        field -> field,
                        field -> (field.equals("totalSize") ? answer.body() : newest)
                                .path(field)
                                .asLong()));
        assertThat(found).as("newest revision").isEqualTo(expected);
    }
}
