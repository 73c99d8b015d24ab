package dev.portcullis.control.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.instance.Instances;
import dev.portcullis.control.page.Page;
import dev.portcullis.control.page.PageRequest;
import dev.portcullis.control.page.PageRequest.Position;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.revision.Current;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.rule.RuleDefinition;
import dev.portcullis.control.rule.Rules;
import dev.portcullis.control.store.Definition;
import dev.portcullis.model.ItemKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of history. */
@ApplicationScoped
public class Histories {
    private final HistoryRows rows;
    private final Revisions revisions;
    private final Instances instances;
    private final Rules rules;
    private final ObjectMapper json;

    Histories(HistoryRows rows, Revisions revisions, Instances instances, Rules rules, ObjectMapper json) {
        this.rows = rows;
        this.revisions = revisions;
        this.instances = instances;
        this.rules = rules;
        this.json = json;
    }

    /** Newest first. */
    @Transactional
    Page<Revision> list(String instanceId, PageRequest request) {
        instances.entity(instanceId);
        long newest = request.after() == null ? Long.MAX_VALUE : number(request.after()) - 1;
        List<Revision> found = rows.revisions(instanceId, newest, request.size() + 1).stream()
                .map(row -> Revision.of(row, null))
                .toList();
        return Page.of(
                request,
                found,
                revision -> new Position("", Long.toString(revision.revision())),
                rows.count(instanceId));
    }

    private static long number(Position position) {
        try {
            return Long.parseLong(position.id());
        } catch (NumberFormatException e) {
            throw new Refusal(
                    ProblemCode.INVALID_PARAMETER, "pageToken: unknown (expected: a nextPageToken of this list)");
        }
    }

    @Transactional
    Current<Revision> read(String instanceId, long number) {
        String epoch = revisions.newest(instanceId).epoch();
        RevisionRow row = rows.revision(instanceId, number)
                .orElseThrow(() -> Refusal.notFound("revision", Long.toString(number)));
        return new Current<>(Revision.of(row, changes(rows.between(instanceId, number - 1, number))), epoch);
    }

    /** @param to null: the newest */
    @Transactional
    RevisionDiff diff(String instanceId, long from, @Nullable Long to) {
        long newest = revisions.newest(instanceId).revision();
        long end = to == null ? newest : to;
        refuseUnknown(instanceId, from, newest);
        refuseUnknown(instanceId, end, newest);
        List<ItemStates> states = from <= end
                ? rows.between(instanceId, from, end)
                : rows.between(instanceId, end, from).stream()
                        .map(ItemStates::reversed)
                        .toList();
        return new RevisionDiff(from, end, changes(states));
    }

    /** @throws Refusal if history does not know the state of that revision */
    void refuseUnknown(String instanceId, long number, long newest) {
        if (number > newest || number < rows.oldest(instanceId)) {
            throw new Refusal(
                    ProblemCode.NOT_FOUND,
                    "revision " + number + " does not exist (expected: " + rows.oldest(instanceId) + "-" + newest
                            + ")");
        }
    }

    /** What leads from each first state to the second. */
    public List<ItemChange> changes(List<ItemStates> states) {
        return states.stream().map(this::change).toList();
    }

    private ItemChange change(ItemStates states) {
        JsonNode before = shown(states.key(), states.before());
        JsonNode after = shown(states.key(), states.after());
        ItemChange.Action action = states.before() == null
                ? ItemChange.Action.CREATED
                : states.after() == null ? ItemChange.Action.DELETED : ItemChange.Action.UPDATED;
        String name = (states.after() == null ? before : after).path("name").textValue();
        List<FieldDiff> fields = FieldDiff.between(before, after);
        return switch (states.key()) {
            case ItemKey.OfInstance key ->
                new ItemChange(ItemChange.Kind.INSTANCE, action, key.instanceId(), null, name, fields);
            case ItemKey.OfRoute key ->
                new ItemChange(ItemChange.Kind.ROUTE, action, key.routeId(), null, name, fields);
            case ItemKey.OfRule key -> new ItemChange(ItemChange.Kind.RULE, action, key.ruleId(), null, name, fields);
            case ItemKey.OfAuthorization key ->
                new ItemChange(
                        ItemChange.Kind.AUTHORIZATION, action, key.authorizationId(), key.ruleId(), name, fields);
            case ItemKey.OfHead ignored -> throw new IllegalStateException("a head in history (expected: none)");
        };
    }

    /** As the API shows it: without secrets. */
    private ObjectNode shown(ItemKey key, @Nullable Definition definition) {
        if (definition == null) {
            return json.createObjectNode();
        }
        return definition instanceof RuleDefinition rule && key instanceof ItemKey.OfRule of
                ? rules.shown(of.instanceId(), of.ruleId(), rule)
                : json.<ObjectNode>valueToTree(definition);
    }
}
