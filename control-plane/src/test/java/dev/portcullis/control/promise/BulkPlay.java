package dev.portcullis.control.promise;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.promise.Step.Edit;
import dev.portcullis.control.promise.Trial.Write;
import dev.portcullis.control.promise.Wire.Request;
import java.util.List;
import java.util.Map;

/** Turns steps that change many resources at once into requests. */
final class BulkPlay {
    private final Trial trial;
    private final Picks picks;

    BulkPlay(Trial trial, Picks picks) {
        this.trial = trial;
        this.picks = picks;
    }

    void batch(Step.Batch batch) {
        String instance = picks.id(batch.target());
        String rule = picks.pick(Kind.RULE, batch.target()).id();
        ObjectNode body = Json.object();
        ArrayNode create = body.putArray("create");
        batch.create().forEach(fields -> create.add(Vocabulary.document(Kind.AUTHORIZATION, "", fields)));
        ArrayNode replace = body.putArray("replace");
        batch.replace()
                .forEach(replacement -> replace.add(Vocabulary.document(Kind.AUTHORIZATION, "", replacement.fields())
                        .put(
                                "id",
                                picks.authorization(instance, rule, replacement.pick())
                                        .id())));
        ArrayNode delete = body.putArray("delete");
        batch.delete()
                .forEach(pick ->
                        delete.add(picks.authorization(instance, rule, pick).id()));
        String path = Ref.listPath(instance, Kind.AUTHORIZATION, rule) + ":batch";
        trial.write(new Write(
                instance,
                trial.expectingNewest(new Request("POST", path, body, List.of()), batch.expectation(), instance),
                batch.key(),
                200,
                () -> BulkPromises.batch(trial.gateway(instance), rule, body, batch.expectation())));
    }

    void apply(Step.Apply apply) {
        String instance = trial.id(apply.instance());
        Gateway gateway = trial.gateway(instance);
        ObjectNode document = gateway == null ? Json.of(Map.of("name", trial.name(0))) : gateway.export();
        apply.edits().forEach(edit -> edit(document, edit));
        if (apply.force()) {
            document.put("prune", "force");
        }
        String path = "/instances/" + instance + ":apply" + (apply.dryRun() ? "?dryRun=true" : "");
        trial.write(new Write(
                instance,
                trial.expectingNewest(new Request("POST", path, document, List.of()), apply.expectation(), instance),
                apply.key(),
                200,
                () -> BulkPromises.apply(
                        trial.gateway(instance), document, apply.expectation(), trial.namesExcept(instance))));
    }

    private static void edit(ObjectNode document, Edit edit) {
        switch (edit) {
            case Edit.Change change
            when change.kind() == Kind.INSTANCE ->
                change.fields().forEach(field -> document.set(field.name(), field.value()));
            case Edit.Change change -> {
                ArrayNode list = document.withArray("/" + change.kind().collection());
                if (!list.isEmpty()) {
                    int at = change.pick() % list.size();
                    list.set(at, Json.merge((ObjectNode) list.get(at), Vocabulary.patch(change.fields())));
                }
            }
            case Edit.Add add ->
                list(document, add.kind(), add.pick())
                        .add(Vocabulary.document(add.kind(), Vocabulary.letter(add.name()), add.fields()));
            case Edit.Drop drop -> {
                ArrayNode list = list(document, drop.kind(), drop.pick());
                if (!list.isEmpty()) {
                    list.remove(drop.pick() % list.size());
                }
            }
        }
    }

    /** For authorizations, that of one of the rules; of none if there is no rule. */
    private static ArrayNode list(ObjectNode document, Kind kind, int pick) {
        if (kind != Kind.AUTHORIZATION) {
            return document.withArray("/" + kind.collection());
        }
        ArrayNode rules = document.withArray("/rules");
        return rules.isEmpty()
                ? Json.object().arrayNode()
                : ((ObjectNode) rules.get(pick % rules.size())).withArray("/authorizations");
    }

    void rollback(Step.Rollback rollback) {
        String instance = trial.id(rollback.instance());
        Gateway gateway = trial.gateway(instance);
        long to = Math.max(0, (gateway == null ? 1 : gateway.revision()) - rollback.back());
        String path =
                "/instances/" + instance + "/revisions/" + to + ":rollback" + (rollback.force() ? "?prune=force" : "");
        trial.write(new Write(
                instance,
                trial.expectingNewest(new Request("POST", path, null, List.of()), rollback.expectation(), instance),
                rollback.key(),
                200,
                () -> BulkPromises.rollback(
                        trial.gateway(instance),
                        to,
                        rollback.force(),
                        rollback.expectation(),
                        trial.namesExcept(instance))));
    }
}
