package dev.portcullis.control.authorization;

import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.body.MergePatch;
import dev.portcullis.control.body.ServerFields;
import dev.portcullis.control.instance.Instances;
import dev.portcullis.control.page.Page;
import dev.portcullis.control.page.PageReader;
import dev.portcullis.control.page.PageRequest;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.Changed;
import dev.portcullis.control.revision.Current;
import dev.portcullis.control.revision.ResourceId;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.rule.Rules;
import dev.portcullis.control.warning.Warnings;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.model.RuleItem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be done with the conditions of a rule. */
@ApplicationScoped
public class Authorizations {
    static final List<String> SERVER_FIELDS = List.of("id", "createdAt", "updatedAt", "revision");

    private final AuthorizationRepository rows;
    private final PageReader pages;
    private final Rules rules;
    private final Instances instances;
    private final Revisions revisions;
    private final ServerFields serverFields;
    private final MergePatch mergePatch;
    private final Warnings warnings;

    Authorizations(
            AuthorizationRepository rows,
            PageReader pages,
            Rules rules,
            Instances instances,
            Revisions revisions,
            ServerFields serverFields,
            MergePatch mergePatch,
            Warnings warnings) {
        this.rows = rows;
        this.pages = pages;
        this.rules = rules;
        this.instances = instances;
        this.revisions = revisions;
        this.serverFields = serverFields;
        this.mergePatch = mergePatch;
        this.warnings = warnings;
    }

    @Transactional
    Page<Authorization> list(String instanceId, String ruleId, PageRequest request) {
        rules.entity(instanceId, ruleId);
        Map<String, String> rule = Map.of("instance_id", instanceId, "rule_id", ruleId);
        return pages.read(AuthorizationList.TABLE, AuthorizationEntity.class, request, rule, Map.of())
                .map(entity -> entity.view(null));
    }

    @Transactional
    Current<Authorization> read(AuthorizationKey key) {
        return revisions.current(key.instanceId(), entity(key).view(null));
    }

    private AuthorizationEntity entity(AuthorizationKey key) {
        AuthorizationEntity entity = rows.findById(key);
        if (entity == null) {
            rules.entity(key.instanceId(), key.ruleId());
            throw Refusal.notFound("authorization", key.id());
        }
        return entity;
    }

    Changed<Authorization> create(String instanceId, String ruleId, JsonBody body) {
        return revisions.change(instanceId, change -> {
            RuleItem rule = rules.entity(instanceId, ruleId).item();
            change.standsOn(rule);
            change.requireExpectedAbsent();
            Faults faults = new Faults();
            FieldReader in = body.read(faults);
            AuthorizationDefinition definition = AuthorizationWrite.readDefinition(in, policy(instanceId));
            in.refuseUnknown();
            refuseTooManyExpressions(faults, instanceId, definition, null);
            faults.refuseIfAny();
            AuthorizationKey key =
                    new AuthorizationKey(instanceId, ruleId, change.newId(ResourceId.Kind.AUTHORIZATION));
            AuthorizationEntity entity = new AuthorizationEntity(change, key, definition);
            rows.persist(entity);
            return entity.view(warnings.ofCondition(change, rule));
        });
    }

    Changed<Authorization> replace(AuthorizationKey key, JsonBody body) {
        return rewrite(key, current -> body);
    }

    Changed<Authorization> patch(AuthorizationKey key, JsonBody patch) {
        return rewrite(key, current -> mergePatch.apply(patch, current));
    }

    private Changed<Authorization> rewrite(AuthorizationKey key, Function<Authorization, JsonBody> document) {
        return revisions.change(key.instanceId(), change -> {
            RuleItem rule = rules.entity(key.instanceId(), key.ruleId()).item();
            change.standsOn(rule);
            AuthorizationEntity entity = entity(key);
            change.requireExpected(entity.revision());
            Authorization current = entity.view(null);
            Faults faults = new Faults();
            FieldReader in = document.apply(current).read(faults);
            AuthorizationDefinition definition = AuthorizationWrite.readDefinition(in, policy(key.instanceId()));
            serverFields.compare(in, current, SERVER_FIELDS);
            in.pass("warnings");
            in.refuseUnknown();
            refuseTooManyExpressions(faults, key.instanceId(), definition, entity.definition());
            faults.refuseIfAny();
            entity.define(change, definition);
            return entity.view(warnings.ofCondition(change, rule));
        });
    }

    Changed<String> delete(AuthorizationKey key) {
        return revisions.change(key.instanceId(), change -> {
            AuthorizationEntity entity = entity(key);
            change.requireExpected(entity.revision());
            change.remove(entity.item().itemKey());
            rows.delete(entity);
            return key.id();
        });
    }

    /** Reads what a condition shall be; unknown fields are the caller's business. */
    public static AuthorizationDefinition readDefinition(FieldReader in, RequestPolicy policy) {
        return AuthorizationWrite.readDefinition(in, policy);
    }

    /** Adds conditions that are known not to be there. Their rules must be there, or be added before in the same change. */
    public void addAll(Change change, Map<AuthorizationKey, AuthorizationDefinition> made) {
        made.keySet().stream()
                .map(AuthorizationKey::ruleId)
                .distinct()
                .forEach(ruleId -> change.standsOn(
                        rules.entity(change.instanceId(), ruleId).item()));
        made.forEach((key, definition) -> change.put(definition.item(key), definition));
        rows.insertAll(change, made);
    }

    /** Makes a condition what it was; null: gone. Its rule must be there, or be restored in the same change. */
    public void restore(Change change, AuthorizationKey key, @Nullable AuthorizationDefinition definition) {
        AuthorizationEntity entity = rows.findById(key);
        if (definition == null) {
            if (entity != null) {
                change.remove(entity.item().itemKey());
                rows.delete(entity);
            }
            return;
        }
        change.standsOn(rules.entity(key.instanceId(), key.ruleId()).item());
        if (entity == null) {
            rows.persist(new AuthorizationEntity(change, key, definition));
        } else {
            entity.define(change, definition);
        }
    }

    private RequestPolicy policy(String instanceId) {
        return instances.entity(instanceId).definition().requestPolicy();
    }

    private void refuseTooManyExpressions(
            Faults faults,
            String instanceId,
            AuthorizationDefinition definition,
            @Nullable AuthorizationDefinition before) {
        ExpressionRoom room = new ExpressionRoom(rows.countExpressions(instanceId));
        if (before != null) {
            room.leave(before);
        }
        room.enter(definition, "", faults);
    }
}
