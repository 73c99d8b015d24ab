package dev.portcullis.control.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.body.ServerFields;
import dev.portcullis.control.body.TextLimit;
import dev.portcullis.control.instance.Instances;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.Changed;
import dev.portcullis.control.revision.ResourceId;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.rule.Rules;
import dev.portcullis.control.warning.Warnings;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.model.RuleItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes many conditions of a rule at once: in one revision, or not at all. */
@ApplicationScoped
class AuthorizationBatches {
    static final int MAX_ELEMENTS = 10_000;

    private static final TextLimit ID = TextLimit.of(1, 64);

    private final AuthorizationRepository rows;
    private final Rules rules;
    private final Instances instances;
    private final Revisions revisions;
    private final ServerFields serverFields;
    private final Warnings warnings;

    AuthorizationBatches(
            AuthorizationRepository rows,
            Rules rules,
            Instances instances,
            Revisions revisions,
            ServerFields serverFields,
            Warnings warnings) {
        this.rows = rows;
        this.rules = rules;
        this.instances = instances;
        this.revisions = revisions;
        this.serverFields = serverFields;
        this.warnings = warnings;
    }

    private record Element(JsonNode value, String at) {
        @Nullable
        FieldReader reader(FieldReader in) {
            return in.objectAt(value, at);
        }
    }

    private record Created(String at, AuthorizationDefinition definition) {}

    private record Replaced(String at, AuthorizationEntity entity, AuthorizationDefinition definition) {}

    private record Batch(List<Created> created, List<Replaced> replaced, List<AuthorizationEntity> deleted) {}

    Changed<AuthorizationBatchResult> write(String instanceId, String ruleId, JsonBody body) {
        return revisions.change(instanceId, change -> {
            RuleItem rule = rules.entity(instanceId, ruleId).item();
            change.standsOn(rule);
            change.requireExpected(change.revision() - 1);
            Faults faults = new Faults();
            Batch batch = read(body.read(faults), rule);
            refuseTooManyExpressions(faults, instanceId, batch);
            faults.refuseIfAny();
            return write(change, rule, batch);
        });
    }

    private Batch read(FieldReader in, RuleItem rule) {
        List<Element> create = in.resources("create", MAX_ELEMENTS, Element::new);
        List<Element> replace = in.resources("replace", MAX_ELEMENTS, Element::new);
        List<Element> delete = in.resources("delete", MAX_ELEMENTS, Element::new);
        refuseTooMany(create.size() + replace.size() + delete.size(), in.faults());
        Map<String, AuthorizationEntity> present = rows.ofRule(
                rule.instanceId(),
                rule.ruleId(),
                Stream.concat(
                                replace.stream().map(element -> element.value().path("id")),
                                delete.stream().map(Element::value))
                        .flatMap(AuthorizationBatches::possibleId)
                        .collect(Collectors.toSet()));
        RequestPolicy policy = instances.entity(rule.instanceId()).definition().requestPolicy();
        Set<String> named = new HashSet<>();
        Batch batch = new Batch(
                create.stream()
                        .flatMap(element -> Stream.ofNullable(created(element.reader(in), element.at(), policy)))
                        .toList(),
                replace.stream()
                        .flatMap(element ->
                                Stream.ofNullable(replaced(element.reader(in), element.at(), policy, present, named)))
                        .toList(),
                delete.stream()
                        .flatMap(element -> Stream.ofNullable(deleted(element, present, named, in.faults())))
                        .toList());
        in.refuseUnknown();
        return batch;
    }

    /** At once, and not with the other faults: nothing is looked for on behalf of so many. */
    private static void refuseTooMany(int elements, Faults faults) {
        if (elements > MAX_ELEMENTS) {
            faults.add("", elements + " elements in all (expected: at most " + MAX_ELEMENTS + ")");
            faults.refuseIfAny();
        }
    }

    /** What cannot be an id is not looked for, since the database does not take every text; it is a fault later. */
    private static Stream<String> possibleId(JsonNode value) {
        return Stream.ofNullable(ID.read(value, "", new Faults()));
    }

    private static @Nullable AuthorizationEntity deleted(
            Element element, Map<String, AuthorizationEntity> present, Set<String> named, Faults faults) {
        String id = ID.read(element.value(), element.at(), faults);
        return id == null ? null : find(id, element.at(), present, named, faults);
    }

    private static @Nullable Created created(@Nullable FieldReader in, String at, RequestPolicy policy) {
        if (in == null) {
            return null;
        }
        AuthorizationDefinition definition = AuthorizationWrite.readDefinition(in, policy);
        in.refuseUnknown();
        return new Created(at, definition);
    }

    private @Nullable Replaced replaced(
            @Nullable FieldReader in,
            String at,
            RequestPolicy policy,
            Map<String, AuthorizationEntity> present,
            Set<String> named) {
        if (in == null) {
            return null;
        }
        String id = in.requiredText("id", ID);
        AuthorizationDefinition definition = AuthorizationWrite.readDefinition(in, policy);
        AuthorizationEntity entity = id.isEmpty() ? null : find(id, in.pathOf("id"), present, named, in.faults());
        if (entity == null) {
            Authorizations.SERVER_FIELDS.forEach(in::pass);
        } else {
            serverFields.compare(in, entity.view(null), Authorizations.SERVER_FIELDS);
        }
        in.pass("warnings");
        in.refuseUnknown();
        return entity == null ? null : new Replaced(at, entity, definition);
    }

    private static @Nullable AuthorizationEntity find(
            String id, String at, Map<String, AuthorizationEntity> present, Set<String> named, Faults faults) {
        AuthorizationEntity entity = present.get(id);
        if (entity == null) {
            faults.add(at, "\"" + id + "\" does not exist (expected: the id of an authorization of the rule)");
        } else if (!named.add(id)) {
            faults.add(at, "\"" + id + "\" is named twice (expected: each once, in one of the lists)");
        }
        return entity;
    }

    private void refuseTooManyExpressions(Faults faults, String instanceId, Batch batch) {
        ExpressionRoom room = new ExpressionRoom(rows.countExpressions(instanceId));
        batch.deleted().forEach(entity -> room.leave(entity.definition()));
        batch.replaced().forEach(replaced -> room.leave(replaced.entity().definition()));
        batch.created().forEach(created -> room.enter(created.definition(), created.at(), faults));
        batch.replaced().forEach(replaced -> room.enter(replaced.definition(), replaced.at(), faults));
    }

    private AuthorizationBatchResult write(Change change, RuleItem rule, Batch batch) {
        batch.deleted().forEach(entity -> {
            change.remove(entity.item().itemKey());
            rows.delete(entity);
        });
        List<Replaced> differing = batch.replaced().stream()
                .filter(replaced ->
                        !replaced.definition().equals(replaced.entity().definition()))
                .toList();
        differing.forEach(replaced -> replaced.entity().define(change, replaced.definition()));
        List<String> ids = batch.created().stream()
                .map(created -> insert(change, rule, created.definition()))
                .toList();
        boolean isChange = !batch.deleted().isEmpty() || !differing.isEmpty() || !ids.isEmpty();
        return new AuthorizationBatchResult(
                isChange ? change.revision() : change.revision() - 1,
                ids.size(),
                differing.size(),
                batch.replaced().size() - differing.size(),
                batch.deleted().size(),
                ids,
                warnings.ofCondition(change, rule));
    }

    private String insert(Change change, RuleItem rule, AuthorizationDefinition definition) {
        AuthorizationKey key =
                new AuthorizationKey(rule.instanceId(), rule.ruleId(), change.newId(ResourceId.Kind.AUTHORIZATION));
        rows.persist(new AuthorizationEntity(change, key, definition));
        return key.id();
    }
}
