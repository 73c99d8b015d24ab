package dev.portcullis.control.promise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.promise.Step.Target;
import dev.portcullis.control.promise.Trial.Write;
import dev.portcullis.control.promise.Wire.Request;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Turns steps into requests to what there is, and gives these to a trial. */
final class Play {
    private final Trial trial;
    private final Picks picks;
    private final BulkPlay bulk;
    private final Reads reads;

    Play(Trial trial) {
        this.trial = trial;
        this.picks = new Picks(trial);
        this.bulk = new BulkPlay(trial, picks);
        this.reads = new Reads(trial);
    }

    void play(Step step) {
        trial.begin(step.getClass());
        switch (step) {
            case Step.Found found -> found(found);
            case Step.Create create -> create(create);
            case Step.Put put -> put(put);
            case Step.Patch patch -> patch(patch);
            case Step.Delete delete -> delete(delete);
            case Step.Enable enable -> enable(enable);
            case Step.Batch batch -> bulk.batch(batch);
            case Step.Apply apply -> bulk.apply(apply);
            case Step.Rollback rollback -> bulk.rollback(rollback);
            case Step.Read read ->
                reads.read(picks.id(read.target()), picks.pick(read.kind(), read.target()), read.expectation());
            case Step.Walk walk ->
                reads.walk(
                        picks.id(walk.target()),
                        picks.pick(Kind.RULE, walk.target()).id(),
                        walk);
            case Step.Repeat repeat -> trial.repeat(repeat.pick());
        }
    }

    private void found(Step.Found found) {
        String instance = trial.id(found.instance());
        ObjectNode body = Vocabulary.document(Kind.INSTANCE, trial.name(found.name()), found.fields())
                .put("id", instance);
        Request request = trial.expecting(
                new Request("POST", "/instances", body, List.of()), found.expectation(), "/instances/" + instance);
        trial.found(new Write(instance, request, found.key(), 201, TreeMap::new), found.expectation(), body);
    }

    private void create(Step.Create create) {
        String instance = picks.id(create.target());
        String rule = create.kind() == Kind.AUTHORIZATION
                ? picks.pick(Kind.RULE, create.target()).id()
                : "";
        ObjectNode body = Vocabulary.document(create.kind(), Vocabulary.letter(create.name()), create.fields());
        String path = Ref.listPath(instance, create.kind(), rule);
        Request request = trial.expecting(new Request("POST", path, body, List.of()), create.expectation(), path);
        trial.write(new Write(
                instance,
                request,
                create.key(),
                201,
                () -> Promises.create(trial.gateway(instance), create.kind(), rule, body, create.expectation())));
    }

    private void put(Step.Put put) {
        Ref ref = picks.pick(put.kind(), put.target());
        String path = ref.path(picks.id(put.target()));
        String name = put.kind() == Kind.INSTANCE ? trial.name(put.name()) : Vocabulary.letter(put.name());
        ObjectNode body = Vocabulary.document(put.kind(), name, put.fields());
        JsonNode read = trial.seen().body(path);
        for (String field : List.of("id", "createdAt", "updatedAt", "revision", "keys")) {
            if (put.echo() != Step.Echo.NOTHING && read.has(field)) {
                body.set(field, read.get(field));
            }
        }
        if (put.echo() == Step.Echo.STALE) {
            body.put("revision", read.path("revision").asLong() + 1);
        }
        rewrite("PUT", ref, put.target(), body, put.expectation(), before -> body);
    }

    private void patch(Step.Patch patch) {
        ObjectNode body = Vocabulary.patch(patch.fields());
        rewrite(
                "PATCH",
                picks.pick(patch.kind(), patch.target()),
                patch.target(),
                body,
                patch.expectation(),
                before -> Json.merge(before, body));
    }

    private void rewrite(
            String method,
            Ref ref,
            Target target,
            JsonNode body,
            Expectation expectation,
            UnaryOperator<ObjectNode> given) {
        String instance = picks.id(target);
        String path = ref.path(instance);
        Request request = trial.expecting(new Request(method, path, body, List.of()), expectation, path);
        trial.write(new Write(instance, request, Step.NO_KEY, 200, () -> {
            var wanted = Promises.rewrite(trial.gateway(instance), ref, given, expectation);
            refuseTaken(instance, ref, wanted.getOrDefault(ref, Json.object()));
            return wanted;
        }));
    }

    private void refuseTaken(String instance, Ref ref, JsonNode document) {
        if (ref.kind() == Kind.INSTANCE
                && trial.namesExcept(instance).contains(document.path("name").asText())) {
            throw Refused.conflict("NAME_TAKEN");
        }
    }

    private void delete(Step.Delete delete) {
        Ref ref = picks.pick(delete.kind(), delete.target());
        String instance = picks.id(delete.target());
        String path = ref.path(instance);
        boolean cascade = delete.cascade() && delete.kind() == Kind.INSTANCE;
        Request request = trial.expecting(
                new Request("DELETE", path + (cascade ? "?cascade=true" : ""), null, List.of()),
                delete.expectation(),
                path);
        trial.write(new Write(
                instance,
                request,
                Step.NO_KEY,
                204,
                () -> Promises.delete(trial.gateway(instance), ref, cascade, delete.expectation())));
    }

    private void enable(Step.Enable enable) {
        Ref ref = picks.pick(Kind.RULE, enable.target());
        String instance = picks.id(enable.target());
        String path = ref.path(instance);
        Request request = trial.expecting(
                new Request("POST", path + (enable.enabled() ? "/enable" : "/disable"), null, List.of()),
                enable.expectation(),
                path);
        trial.write(new Write(
                instance,
                request,
                enable.key(),
                200,
                () -> Promises.rewrite(
                        trial.gateway(instance),
                        ref,
                        before -> before.deepCopy().put("enabled", enable.enabled()),
                        enable.expectation())));
    }

    /** Compares all that there is. */
    void compareAll() {
        reads.compareAll();
    }
}
