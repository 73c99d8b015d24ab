package dev.portcullis.policy;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.TokenPlace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of some rules apply to a request, by one index over all their conditions. A rule's ordinal is its place in the
 * order of creation. Immutable and thread-safe.
 */
final class RuleIndex {
    /** Stands for every place at once. */
    static final int ALL_PLACES = -1;

    private static final int[] NONE = {};

    private final List<CompiledRule> rules;
    private final List<SortedMap<String, AuthorizationItem>> conditions;
    private final List<TokenPlace> places;
    private final int[] placeOfRule;
    private final boolean[] isWhitelist;
    private final int[] whitelistsOfPlace;
    private final int whitelists;
    private final List<Map<String, int[]>> rulesByIssuer;
    private final LayeredConditionIndex index;

    /**
     * @param rules in the order of creation
     * @param conditions of each rule
     * @param previous whose conditions are taken over if nothing that concerns them has changed
     */
    RuleIndex(
            List<CompiledRule> rules,
            List<SortedMap<String, AuthorizationItem>> conditions,
            @Nullable RuleIndex previous) {
        this.rules = List.copyOf(rules);
        this.conditions = List.copyOf(conditions);
        int count = rules.size();
        Map<TokenPlace, Integer> placeNumbers = new LinkedHashMap<>();
        placeOfRule = new int[count];
        isWhitelist = new boolean[count];
        List<Map<String, List<Integer>>> byIssuer = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TokenPlace place = TokenFinder.canonical(rules.get(i).item().token());
            Integer number = placeNumbers.putIfAbsent(place, placeNumbers.size());
            placeOfRule[i] = number == null ? placeNumbers.size() - 1 : number;
            if (number == null) {
                byIssuer.add(new HashMap<>());
            }
            isWhitelist[i] = rules.get(i).item().authorizationMode() == AuthorizationMode.WHITELIST;
            byIssuer.get(placeOfRule[i])
                    .computeIfAbsent(rules.get(i).item().issuer(), issuer -> new ArrayList<>())
                    .add(i);
        }
        places = List.copyOf(placeNumbers.keySet());
        whitelistsOfPlace = new int[places.size()];
        int total = 0;
        for (int i = 0; i < count; i++) {
            whitelistsOfPlace[placeOfRule[i]] += isWhitelist[i] ? 1 : 0;
            total += isWhitelist[i] ? 1 : 0;
        }
        whitelists = total;
        rulesByIssuer = byIssuer.stream().map(RuleIndex::toArrays).toList();
        index = previous != null && hasSameShape(previous)
                ? previous.index
                : new LayeredConditionIndex(
                        this.conditions, placeOfRule, isWhitelist, previous == null ? null : previous.index);
    }

    private static Map<String, int[]> toArrays(Map<String, List<Integer>> byIssuer) {
        Map<String, int[]> arrays = new HashMap<>();
        byIssuer.forEach((issuer, ordinals) ->
                arrays.put(issuer, ordinals.stream().mapToInt(Integer::intValue).toArray()));
        return arrays;
    }

    /** Whether the same conditions stand for the same ordinals, modes and places, whatever else has changed in the rules. */
    @SuppressWarnings("ReferenceEquality") // Comparing conditions by value would cost what this is to save.
    private boolean hasSameShape(RuleIndex other) {
        if (rules.size() != other.rules.size()
                || !Arrays.equals(placeOfRule, other.placeOfRule)
                || !Arrays.equals(isWhitelist, other.isWhitelist)) {
            return false;
        }
        for (int i = 0; i < rules.size(); i++) {
            // Untouched conditions are the same object in both images.
            if (conditions.get(i) != other.conditions.get(i)) {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** The places of all rules; a place's number is its index. */
    List<TokenPlace> places() {
        return places;
    }

    CompiledRule rule(int ordinal) {
        return rules.get(ordinal);
    }

    int size() {
        return rules.size();
    }

    int placeOf(int ordinal) {
        return placeOfRule[ordinal];
    }

    /** The rules of a place and an issuer, in the order of creation. */
    int[] rulesOf(int place, String issuer) {
        return rulesByIssuer.get(place).getOrDefault(issuer, NONE);
    }

    /** The ids of those conditions of a rule that match, found by an index over each condition alone. */
    List<String> matchedConditions(int ordinal, CanonicalRequest request) {
        return conditions.get(ordinal).values().stream()
                .filter(condition -> index.onlyOf(condition).matches(request))
                .map(AuthorizationItem::authorizationId)
                .toList();
    }

    Matches match(CanonicalRequest request) {
        return new Matches(index.find(request));
    }

    /** What a request matches, and what follows from it. */
    final class Matches {
        private final List<RuleSlot> slots;

        private Matches(List<RuleSlot> slots) {
            this.slots = slots;
        }

        /** Whether the rule asks for a token here. */
        boolean applies(int ordinal) {
            return isWhitelist[ordinal] != isMatched(ordinal);
        }

        /** Whether a condition of the rule matches. */
        boolean isMatched(int ordinal) {
            for (RuleSlot slot : slots) {
                if (slot.contains(ordinal)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether any rule asks for a token here. */
        boolean anyApplies() {
            return anyApplies(ALL_PLACES);
        }

        /** Whether any rule of the place does. Looks at counts first and at single rules only where counts leave it open. */
        boolean anyApplies(int place) {
            int all = place == ALL_PLACES ? whitelists : whitelistsOfPlace[place];
            int most = 0;
            int sum = 0;
            for (RuleSlot slot : slots) {
                if (slot.demands(place)) {
                    return true;
                }
                int exempted = slot.exempted(place);
                most = Math.max(most, exempted);
                sum += exempted;
            }
            if (sum < all) {
                return true;
            }
            return most < all && distinctExempted(place) < all;
        }

        private int distinctExempted(int place) {
            BitSet exempted = new BitSet(rules.size());
            for (RuleSlot slot : slots) {
                for (int ordinal : slot.ordinals()) {
                    if (isWhitelist[ordinal] && (place == ALL_PLACES || placeOfRule[ordinal] == place)) {
                        exempted.set(ordinal);
                    }
                }
            }
            return exempted.cardinality();
        }
    }
}
