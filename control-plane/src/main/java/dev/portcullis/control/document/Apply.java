package dev.portcullis.control.document;

import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.document.DocumentReader.DocumentedRoute;
import dev.portcullis.control.document.DocumentReader.DocumentedRule;
import dev.portcullis.control.history.Histories;
import dev.portcullis.control.history.ItemChange;
import dev.portcullis.control.history.ItemStates;
import dev.portcullis.control.history.Transitions;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.Changed;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.rule.Rules;
import dev.portcullis.control.warning.WarningsTogether;
import dev.portcullis.model.ItemKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes an instance what a document says. */
@ApplicationScoped
class Apply {
    private final EntityManager entities;
    private final Revisions revisions;
    private final Rules rules;
    private final Histories histories;
    private final Transitions transitions;

    Apply(EntityManager entities, Revisions revisions, Rules rules, Histories histories, Transitions transitions) {
        this.entities = entities;
        this.revisions = revisions;
        this.rules = rules;
        this.histories = histories;
        this.transitions = transitions;
    }

    /** @param isRehearsal whether everything is undone in the end */
    Changed<Applied> apply(String instanceId, JsonBody body, boolean isRehearsal) {
        Function<Change, Applied> work = change -> apply(change, body, isRehearsal);
        return isRehearsal ? revisions.rehearse(instanceId, work) : revisions.change(instanceId, work);
    }

    private Applied apply(Change change, JsonBody body, boolean isRehearsal) {
        long newest = change.revision() - 1;
        change.requireExpected(InstanceDocument.tags(change.epoch(), newest));
        Contents present = Contents.read(entities, change.instanceId());
        Faults faults = new Faults();
        DocumentReader.Read document = new DocumentReader(change, present, rules).read(body.read(faults));
        faults.refuseIfAny();
        if (!document.prunesEnabled()) {
            refuseToDropEnabled(present, document);
        }
        Plan plan = Plan.from(change, present, document);
        // What is shown of a secret is opened with what is stored, so before that changes.
        List<ItemChange> changes = histories.changes(plan.states());
        transitions.perform(change, plan.states());
        boolean isNew = !plan.states().isEmpty() && !isRehearsal;
        return new Applied(
                isNew ? change.revision() : newest,
                isRehearsal,
                count(changes, ItemChange.Action.CREATED),
                count(changes, ItemChange.Action.UPDATED),
                count(changes, ItemChange.Action.DELETED),
                plan.unchanged(),
                changes,
                warnings(change, present, document, plan));
    }

    private static int count(List<ItemChange> changes, ItemChange.Action action) {
        return (int) changes.stream().filter(made -> made.action() == action).count();
    }

    private static void refuseToDropEnabled(Contents present, DocumentReader.Read document) {
        Set<String> kept = document.rules().stream().map(DocumentedRule::id).collect(Collectors.toSet());
        List<String> dropped = present.rules().stream()
                .filter(rule -> rule.definition().enabled() && !kept.contains(rule.id()))
                .map(rule -> "\"" + rule.definition().name() + "\" (" + rule.id() + ")")
                .toList();
        if (!dropped.isEmpty()) {
            throw Refusal.ofEnabledRules(
                    "enabled rules that the document does not name",
                    dropped,
                    "all disabled, or prune: force in the document");
        }
    }

    /** Of the routes that changed, and the rules that changed themselves or in their authorizations. */
    private @Nullable List<Applied.DocumentWarning> warnings(
            Change change, Contents present, DocumentReader.Read document, Plan plan) {
        Set<String> touched = new HashSet<>();
        for (ItemStates state : plan.states()) {
            switch (state.key()) {
                case ItemKey.OfRoute route -> touched.add(route.routeId());
                case ItemKey.OfRule rule -> touched.add(rule.ruleId());
                case ItemKey.OfAuthorization authorization -> touched.add(authorization.ruleId());
                case ItemKey.OfInstance ignored -> {}
                case ItemKey.OfHead ignored -> {}
            }
        }
        WarningsTogether together = WarningsTogether.of(change, present.items());
        List<Applied.DocumentWarning> warnings = new ArrayList<>();
        for (DocumentedRoute route : document.routes()) {
            if (touched.contains(route.id())) {
                together.ofRoute(route.id())
                        .forEach(warning -> warnings.add(new Applied.DocumentWarning(route.field(), warning)));
            }
        }
        for (DocumentedRule rule : document.rules()) {
            if (touched.contains(rule.id())) {
                rules.warnings(together, rules.entity(change.instanceId(), rule.id()))
                        .forEach(warning -> warnings.add(new Applied.DocumentWarning(rule.field(), warning)));
            }
        }
        return warnings.isEmpty() ? null : warnings;
    }
}
