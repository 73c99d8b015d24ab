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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes many conditions of a rule at once: in one revision, or not at all. */
@ApplicationScoped
class AuthorizationBatches {
    static final int MAX_ELEMENTS = 10_000;

    private static final TextLimit ID = TextLimit.of(1, 64);

    private final AuthorizationRepository rows;
    private final Authorizations authorizations;
    private final Rules rules;
    private final Instances instances;
    private final Revisions revisions;
    private final ServerFields serverFields;
    private final Warnings warnings;

    AuthorizationBatches(
            AuthorizationRepository rows,
            Authorizations authorizations,
            Rules rules,
            Instances instances,
            Revisions revisions,
            ServerFields serverFields,
            Warnings warnings) {
        this.rows = rows;
        this.authorizations = authorizations;
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

    /** An id that could be one, and where it stands. */
    private record Named(String id, String at) {}

    /** A replacement of which it is not known yet whether there is what it replaces. */
    private record Replacement(
            FieldReader in, String at, @Nullable Named named, AuthorizationDefinition definition) {}

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
        RequestPolicy policy = instances.entity(rule.instanceId()).definition().requestPolicy();
        List<Created> created = each(create, element -> created(element.reader(in), element.at(), policy));
        List<Replacement> replacements =
                each(replace, element -> replacement(element.reader(in), element.at(), policy));
        List<Named> deletions = each(delete, element -> deletion(element, in.faults()));
        Present present = present(rule, replacements, deletions, in.faults());
        Batch batch = new Batch(
                created,
                each(replacements, replacement -> replaced(replacement, present)),
                each(deletions, present::find));
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

    /** What comes of the elements, without those in which a fault was noted. */
    private static <E, T> List<T> each(List<E> elements, Function<E, @Nullable T> read) {
        return elements.stream()
                .flatMap(element -> Stream.ofNullable(read.apply(element)))
                .toList();
    }

    private static @Nullable Created created(@Nullable FieldReader in, String at, RequestPolicy policy) {
        if (in == null) {
            return null;
        }
        AuthorizationDefinition definition = AuthorizationWrite.readDefinition(in, policy);
        in.refuseUnknown();
        return new Created(at, definition);
    }

    private static @Nullable Replacement replacement(@Nullable FieldReader in, String at, RequestPolicy policy) {
        if (in == null) {
            return null;
        }
        String id = in.requiredText("id", ID);
        Named named = id.isEmpty() ? null : new Named(id, in.pathOf("id"));
        return new Replacement(in, at, named, AuthorizationWrite.readDefinition(in, policy));
    }

    private static @Nullable Named deletion(Element element, Faults faults) {
        String id = ID.read(element.value(), element.at(), faults);
        return id == null ? null : new Named(id, element.at());
    }

    /** Looks for ids that could be some only: the database does not take every text. */
    private Present present(RuleItem rule, List<Replacement> replacements, List<Named> deletions, Faults faults) {
        Set<String> ids = Stream.concat(
                        replacements.stream().flatMap(replacement -> Stream.ofNullable(replacement.named())),
                        deletions.stream())
                .map(Named::id)
                .collect(Collectors.toSet());
        return new Present(rows.ofRule(rule.instanceId(), rule.ruleId(), ids), new HashSet<>(), faults);
    }

    /** Those of the rule that the batch names. */
    private record Present(Map<String, AuthorizationEntity> entities, Set<String> taken, Faults faults) {
        @Nullable
        AuthorizationEntity find(Named named) {
            AuthorizationEntity entity = entities.get(named.id());
            if (entity == null) {
                faults.add(
                        named.at(),
                        "\"" + named.id() + "\" does not exist (expected: the id of an authorization of the rule)");
            } else if (!taken.add(named.id())) {
                faults.add(
                        named.at(), "\"" + named.id() + "\" is named twice (expected: each once, in one of the lists)");
            }
            return entity;
        }
    }

    private @Nullable Replaced replaced(Replacement replacement, Present present) {
        FieldReader in = replacement.in();
        Named named = replacement.named();
        AuthorizationEntity entity = named == null ? null : present.find(named);
        if (entity == null) {
            Authorizations.SERVER_FIELDS.forEach(in::pass);
        } else {
            serverFields.compare(in, entity.view(null), Authorizations.SERVER_FIELDS);
        }
        in.pass("warnings");
        in.refuseUnknown();
        return entity == null ? null : new Replaced(replacement.at(), entity, replacement.definition());
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
        List<String> ids = insert(change, rule, batch.created());
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

    private List<String> insert(Change change, RuleItem rule, List<Created> created) {
        Map<AuthorizationKey, AuthorizationDefinition> made = new LinkedHashMap<>();
        for (Created one : created) {
            String id = change.newId(ResourceId.Kind.AUTHORIZATION);
            made.put(new AuthorizationKey(rule.instanceId(), rule.ruleId(), id), one.definition());
        }
        authorizations.addAll(change, made);
        return made.keySet().stream().map(AuthorizationKey::id).toList();
    }
}
