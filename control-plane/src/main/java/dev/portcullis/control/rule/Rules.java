package dev.portcullis.control.rule;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.body.MergePatch;
import dev.portcullis.control.body.ServerFields;
import dev.portcullis.control.fetch.KeyFetch;
import dev.portcullis.control.fetch.RuleAddress;
import dev.portcullis.control.instance.Instances;
import dev.portcullis.control.node.HeldKeys;
import dev.portcullis.control.page.Page;
import dev.portcullis.control.page.PageReader;
import dev.portcullis.control.page.PageRequest;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.Changed;
import dev.portcullis.control.revision.Current;
import dev.portcullis.control.revision.ResourceId;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.store.RowKey;
import dev.portcullis.control.warning.Warning;
import dev.portcullis.control.warning.Warnings;
import dev.portcullis.control.warning.WarningsTogether;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.KeySource;
import dev.portcullis.policy.jwk.KeyDescription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be done with rules. */
@ApplicationScoped
public class Rules {
    private static final List<String> SERVER_FIELDS = List.of("id", "keys", "createdAt", "updatedAt", "revision");

    private final RuleRepository rows;
    private final PageReader pages;
    private final RuleKeys keys;
    private final KeySources sources;
    private final HeldKeys heldKeys;
    private final Instances instances;
    private final Revisions revisions;
    private final ServerFields serverFields;
    private final MergePatch mergePatch;
    private final Warnings warnings;
    private final ObjectMapper json;

    Rules(
            RuleRepository rows,
            PageReader pages,
            RuleKeys keys,
            KeySources sources,
            HeldKeys heldKeys,
            Instances instances,
            Revisions revisions,
            ServerFields serverFields,
            MergePatch mergePatch,
            Warnings warnings,
            ObjectMapper json) {
        this.rows = rows;
        this.pages = pages;
        this.keys = keys;
        this.sources = sources;
        this.heldKeys = heldKeys;
        this.instances = instances;
        this.revisions = revisions;
        this.serverFields = serverFields;
        this.mergePatch = mergePatch;
        this.warnings = warnings;
        this.json = json;
    }

    @Transactional
    Page<Rule> list(String instanceId, PageRequest request) {
        instances.entity(instanceId);
        return pages.read(RuleList.TABLE, RuleEntity.class, request, Map.of("instance_id", instanceId), Map.of())
                .map(this::view);
    }

    @Transactional
    Current<Rule> read(String instanceId, String ruleId) {
        return revisions.current(instanceId, view(entity(instanceId, ruleId)));
    }

    private Rule view(RuleEntity entity) {
        return Rule.of(entity, describe(entity), fetch(entity), null);
    }

    private Rule written(Change change, RuleEntity entity) {
        List<KeyDescription> described = describe(entity);
        return Rule.of(entity, described, fetch(entity), warnings.ofRule(change, entity.item(), described));
    }

    /** What the author of a change to a rule, among others, should know. */
    public List<Warning> warnings(WarningsTogether together, RuleEntity entity) {
        return together.ofRule(entity.item(), describe(entity));
    }

    private List<KeyDescription> describe(RuleEntity entity) {
        return keys.describe(entity.definition().keys(), entity.instanceId(), entity.id());
    }

    private @Nullable KeyFetch fetch(RuleEntity entity) {
        return sources.shown(entity.definition().keys(), new RuleAddress(entity.instanceId(), entity.id()));
    }

    /** @throws Refusal if there is none of that id in the instance, or no such instance */
    public RuleEntity entity(String instanceId, String ruleId) {
        RuleEntity entity = rows.findById(new RowKey(instanceId, ruleId));
        if (entity == null) {
            instances.entity(instanceId);
            throw Refusal.notFound("rule", ruleId);
        }
        return entity;
    }

    Changed<Rule> create(String instanceId, JsonBody body) {
        return revisions.change(instanceId, change -> {
            change.requireExpectedAbsent();
            String id = change.newId(ResourceId.Kind.RULE);
            Faults faults = new Faults();
            FieldReader in = body.read(faults);
            RuleDefinition definition = readDefinition(in, change, id, null);
            in.refuseUnknown();
            faults.refuseIfAny();
            refuseTaken(instanceId, definition.name(), null);
            RuleEntity entity = new RuleEntity(change, id, definition);
            rows.persist(entity);
            return written(change, entity);
        });
    }

    Changed<Rule> replace(String instanceId, String ruleId, JsonBody body) {
        return rewrite(instanceId, ruleId, current -> body);
    }

    Changed<Rule> patch(String instanceId, String ruleId, JsonBody patch) {
        return rewrite(instanceId, ruleId, current -> mergePatch.apply(patch, current));
    }

    private Changed<Rule> rewrite(String instanceId, String ruleId, Function<Rule, JsonBody> document) {
        return revisions.change(instanceId, change -> {
            RuleEntity entity = entity(instanceId, ruleId);
            change.requireExpected(entity.revision());
            Rule current = view(entity);
            Faults faults = new Faults();
            FieldReader in = document.apply(current).read(faults);
            RuleDefinition definition = readDefinition(in, change, ruleId, entity.definition());
            serverFields.compare(in, current, SERVER_FIELDS);
            in.pass("warnings");
            in.refuseUnknown();
            faults.refuseIfAny();
            refuseTaken(instanceId, definition.name(), ruleId);
            entity.define(change, definition);
            return written(change, entity);
        });
    }

    /**
     * Reads what a rule shall be; unknown fields are the caller's business.
     *
     * @param before the rule so far, some of whose secrets may be kept; null for a new one
     */
    public RuleDefinition readDefinition(
            FieldReader in, Change change, String ruleId, @Nullable RuleDefinition before) {
        return RuleWrite.readDefinition(in, sources.read(in, new RuleAddress(change.instanceId(), ruleId), before));
    }

    /** Enables or disables; a rule that is so already stays at its revision. */
    Changed<Rule> enable(String instanceId, String ruleId, boolean enabled) {
        return revisions.change(instanceId, change -> {
            RuleEntity entity = entity(instanceId, ruleId);
            change.requireExpected(entity.revision());
            entity.define(change, entity.definition().withEnabled(enabled));
            return written(change, entity);
        });
    }

    /** The keys that its tokens are verified with. */
    @Transactional
    RuleKeySet keySet(String instanceId, String ruleId) {
        RuleEntity entity = entity(instanceId, ruleId);
        return switch (entity.definition().keys()) {
            case KeySource.Inline ignored ->
                new RuleKeySet(
                        RuleKeySet.Source.INLINE,
                        describe(entity).stream().map(RuleKey::of).toList(),
                        null,
                        null);
            case KeySource.JwksUri at -> held(RuleKeySet.Source.JWKS_URI, entity, at);
            case KeySource.Discovery found -> held(RuleKeySet.Source.DISCOVERY, entity, found);
        };
    }

    private RuleKeySet held(RuleKeySet.Source kind, RuleEntity entity, KeySource.Remote source) {
        String epoch = revisions.newest(entity.instanceId()).epoch();
        return new RuleKeySet(
                kind,
                null,
                source.fetch().refreshCounter(),
                heldKeys.of(entity.item(), source, epoch, entity.revision()));
    }

    /** Has the nodes fetch its keys anew: a command that travels as a counter in the rule. */
    Changed<Rule> refreshKeys(String instanceId, String ruleId) {
        return revisions.change(instanceId, change -> {
            RuleEntity entity = entity(instanceId, ruleId);
            change.requireExpected(entity.revision());
            KeySource refreshed = switch (entity.definition().keys()) {
                case KeySource.Inline ignored ->
                    throw new Refusal(
                            ProblemCode.KEYS_NOT_PUBLISHED,
                            "the keys of rule " + ruleId + " stand in it (expected: a rule with jwksUri or discovery)");
                case KeySource.JwksUri at ->
                    new KeySource.JwksUri(at.uri(), at.fetch().refreshed());
                case KeySource.Discovery found ->
                    new KeySource.Discovery(found.fetch().refreshed());
            };
            entity.define(change, entity.definition().withKeys(refreshed));
            return written(change, entity);
        });
    }

    /** Its authorizations go with it. */
    Changed<String> delete(String instanceId, String ruleId) {
        return revisions.change(instanceId, change -> {
            RuleEntity entity = entity(instanceId, ruleId);
            change.requireExpected(entity.revision());
            if (entity.definition().enabled()) {
                throw new Refusal(
                        ProblemCode.RULE_ENABLED,
                        "rule " + ruleId + " is enabled (expected: disabled before it is deleted)");
            }
            rows.authorizationIds(instanceId, ruleId)
                    .forEach(id -> change.remove(new ItemKey.OfAuthorization(instanceId, ruleId, id)));
            change.remove(new ItemKey.OfRule(instanceId, ruleId));
            rows.delete(entity);
            return ruleId;
        });
    }

    /** Makes a rule what it was, keys included; null: gone. That its name is unique must have been seen to. */
    public void restore(Change change, String ruleId, @Nullable RuleDefinition definition) {
        RuleEntity entity = rows.findById(new RowKey(change.instanceId(), ruleId));
        if (definition == null) {
            if (entity != null) {
                change.remove(entity.item().itemKey());
                rows.delete(entity);
            }
            return;
        }
        keys.refuseSealedForGood(definition.keys(), change.instanceId(), ruleId);
        if (entity == null) {
            rows.persist(new RuleEntity(change, ruleId, definition));
        } else {
            entity.define(change, definition);
        }
    }

    /** A definition as the API shows it, without what the server adds. */
    public ObjectNode shown(String instanceId, String ruleId, RuleDefinition definition) {
        List<KeyDescription> described = keys.describe(definition.keys(), instanceId, ruleId);
        KeyFetch fetch = sources.shown(definition.keys(), new RuleAddress(instanceId, ruleId));
        return json.<ObjectNode>valueToTree(Rule.shown(ruleId, definition, described, fetch))
                .remove(List.of("id", "createdAt", "updatedAt", "revision"));
    }

    private void refuseTaken(String instanceId, String name, @Nullable String exceptId) {
        if (rows.isNameTaken(instanceId, name, exceptId)) {
            throw new Refusal(ProblemCode.NAME_TAKEN, "name: \"" + name + "\" (expected: one that no other rule has)");
        }
    }
}
