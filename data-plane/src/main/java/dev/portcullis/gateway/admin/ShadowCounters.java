package dev.portcullis.gateway.admin;

import dev.portcullis.model.Enforcement;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.DenialReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What shadow rules would have done: a series for each of the rules in force and each outcome, up to a bound. What goes
 * beyond it, and what requests under an earlier rule set say of rules that are gone, is counted together. Thread-safe;
 * counting takes no lock but for the first of a kind.
 */
final class ShadowCounters {
    private static final String OTHER = "other";
    private static final String ADMITTED = "";

    private final MeterRegistry registry;
    private final int maxSeries;

    /** By rule and code. Those of {@link #OTHER} stand under the rules too that have found no room. */
    private final Map<String, Map<String, Counter>> counters = new ConcurrentHashMap<>();

    /** Guarded by this object's lock, as is {@link #series}. */
    private Set<String> shadowRules = Set.of();

    private int series;

    /** @param maxSeries of rules by their own names */
    ShadowCounters(MeterRegistry registry, int maxSeries) {
        this.registry = registry;
        this.maxSeries = maxSeries;
    }

    /** @param wouldDeny null: it would have let the request in */
    void count(String ruleId, @Nullable DenialReason wouldDeny) {
        String code = wouldDeny == null ? ADMITTED : wouldDeny.code();
        Map<String, Counter> known = counters.get(ruleId);
        Counter counter = known == null ? null : known.get(code);
        (counter == null ? make(ruleId, code) : counter).increment();
    }

    private synchronized Counter make(String ruleId, String code) {
        Counter there = counters.getOrDefault(ruleId, Map.of()).get(code);
        if (there != null) {
            return there;
        }
        if (!shadowRules.contains(ruleId)) {
            return register(OTHER, code);
        }
        boolean hasRoom = series < maxSeries;
        series += hasRoom ? 1 : 0;
        Counter made = register(hasRoom ? ruleId : OTHER, code);
        counters.computeIfAbsent(ruleId, id -> new ConcurrentHashMap<>()).put(code, made);
        return made;
    }

    private Counter register(String rule, String code) {
        String outcome = code.equals(ADMITTED) ? "admit" : "would_deny";
        return registry.counter("portcullis.shadow", "rule", rule, "outcome", outcome, "code", code);
    }

    /** These rules are in force: the series of those that are no shadow rules any more make room. */
    synchronized void retain(Collection<RuleItem> rules) {
        shadowRules = rules.stream()
                .filter(rule -> rule.enforcement() == Enforcement.SHADOW)
                .map(RuleItem::ruleId)
                .collect(Collectors.toUnmodifiableSet());
        counters.forEach((ruleId, ofRule) -> {
            boolean isGone = !shadowRules.contains(ruleId);
            ofRule.values().removeIf(counter -> {
                boolean isOwn = !OTHER.equals(counter.getId().getTag("rule"));
                if (isOwn && isGone) {
                    registry.remove(counter);
                    series--;
                }
                return isGone || !isOwn;
            });
        });
        counters.keySet().retainAll(shadowRules);
    }
}
