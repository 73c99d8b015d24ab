package dev.portcullis.control.warning;

import dev.portcullis.control.revision.Change;
import dev.portcullis.control.store.StoredItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.Head;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RuleWarning;
import dev.portcullis.policy.RuleWarnings;
import dev.portcullis.policy.jwk.KeyDescription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the warnings of a write, in its transaction: reads of the instance what the written item can touch, and asks the
 * policy. Only what takes part in decisions is looked at.
 */
@ApplicationScoped
public class Warnings {
    /** With more conditions than these, comparing them with every route would cost more than a warning is worth. */
    static final int MAX_CONDITIONS = 1_000;

    private static final String PEERS = "from RuleEntity where instanceId = :instance and enabled = true "
            + "and function('md5', issuer) = function('md5', :issuer) and issuer = :issuer";
    private static final String BLACKLISTS =
            "from RuleEntity where instanceId = :instance and enabled = true and authorizationMode = 'BLACKLIST'";
    private static final String ROUTES = "from RouteEntity where instanceId = :instance";
    private static final String CONDITIONS =
            "from AuthorizationEntity where instanceId = :instance and ruleId = :rule order by id";

    private final EntityManager entities;

    Warnings(EntityManager entities) {
        this.entities = entities;
    }

    /** Of a rule that was written. */
    public @Nullable List<Warning> ofRule(Change change, RuleItem rule, List<KeyDescription> keys) {
        List<RuleWarning> warnings = new ArrayList<>(ofRuleAlone(rule, keys));
        warnings.addAll(neighbours(change, rule));
        return answered(warnings);
    }

    /** Those for which no other rule or route is needed. */
    static List<RuleWarning> ofRuleAlone(RuleItem rule, List<KeyDescription> keys) {
        List<RuleWarning> warnings = new ArrayList<>(RuleWarnings.ofKeys(keys));
        warnings.addAll(RuleWarnings.ofSource(rule));
        warnings.addAll(RuleWarnings.ofDemands(rule));
        return warnings;
    }

    /** Of a rule, one of whose conditions was written. */
    public @Nullable List<Warning> ofCondition(Change change, RuleItem rule) {
        return answered(neighbours(change, rule));
    }

    /** Of a route that was written. */
    public @Nullable List<Warning> ofRoute(Change change, RouteItem route) {
        ConfigDelta delta = new ConfigDelta(ConfigImage.EMPTY);
        delta.replay(route.itemKey(), route);
        for (StoredItem blacklist : read(BLACKLISTS, Map.of("instance", change.instanceId()))) {
            RuleItem rule = (RuleItem) blacklist.item();
            delta.replay(rule.itemKey(), rule);
            conditions(delta, rule, MAX_CONDITIONS);
        }
        return answered(new RuleWarnings(image(delta, change)).ofRoute(route.routeId()));
    }

    private List<RuleWarning> neighbours(Change change, RuleItem rule) {
        if (!rule.enabled() || rule.enforcement() != Enforcement.ENFORCE) {
            return List.of();
        }
        ConfigDelta delta = new ConfigDelta(ConfigImage.EMPTY);
        delta.replay(rule.itemKey(), rule);
        if (conditions(delta, rule, MAX_CONDITIONS + 1) > MAX_CONDITIONS) {
            return List.of();
        }
        for (StoredItem peer : read(PEERS, Map.of("instance", change.instanceId(), "issuer", rule.issuer()))) {
            RuleItem other = (RuleItem) peer.item();
            if (!other.ruleId().equals(rule.ruleId())) {
                delta.replay(other.itemKey(), other);
                // Of others it only matters whether they have any.
                conditions(delta, other, 1);
            }
        }
        if (rule.authorizationMode() == AuthorizationMode.BLACKLIST) {
            read(ROUTES, Map.of("instance", change.instanceId()))
                    .forEach(route -> delta.replay(route.item().itemKey(), route.item()));
        }
        return new RuleWarnings(image(delta, change)).ofRule(rule.ruleId());
    }

    /** Takes in at most so many conditions; answers how many there were. */
    private int conditions(ConfigDelta delta, RuleItem rule, int limit) {
        List<StoredItem> conditions = entities.createQuery(CONDITIONS, StoredItem.class)
                .setParameter("instance", rule.instanceId())
                .setParameter("rule", rule.ruleId())
                .setMaxResults(limit)
                .getResultList();
        conditions.forEach(condition -> delta.replay(condition.item().itemKey(), condition.item()));
        return conditions.size();
    }

    private List<StoredItem> read(String query, Map<String, String> parameters) {
        var typed = entities.createQuery(query, StoredItem.class);
        parameters.forEach(typed::setParameter);
        return typed.getResultList();
    }

    static ConfigImage image(ConfigDelta delta, Change change) {
        return delta.apply(Head.withoutDigest(change.instanceId(), change.epoch(), change.revision()));
    }

    /** Null, and so absent from the answer, where there are none. */
    private static @Nullable List<Warning> answered(List<RuleWarning> warnings) {
        return warnings.isEmpty() ? null : warnings.stream().map(Warning::of).toList();
    }
}
