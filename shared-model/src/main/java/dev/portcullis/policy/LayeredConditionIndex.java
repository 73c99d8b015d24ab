package dev.portcullis.policy;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.UnknownItemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of all rules: an index of most of them, and a small one above it of the rules whose conditions have changed
 * since that was made. So a change costs what it changes, and not what there is; once many rules have changed, all are
 * indexed anew. Immutable and thread-safe.
 */
final class LayeredConditionIndex {
    private static final int MAX_CHANGED_RULES = 64;
    private static final int MAX_CHANGED_CONDITIONS = 2_000;
    /** Slots of more rules than that are kept without the changed ones, instead of being made so for each request. */
    private static final int FEW_ORDINALS = 8;

    private final List<SortedMap<String, AuthorizationItem>> baseConditions;
    private final ConditionIndex base;
    /** Of the rules in {@link #changed}; null if there are none. */
    private final @Nullable ConditionIndex top;
    /** Ordinals whose conditions in the base are void. */
    private final BitSet changed;

    private final int[] placeOfRule;
    private final boolean[] isWhitelist;
    private final Map<RuleSlot, RuleSlot> withoutChanged = new ConcurrentHashMap<>();

    /**
     * @param conditions by ordinal of their rule
     * @param placeOfRule by ordinal
     * @param isWhitelist by ordinal
     * @param previous whose base is taken over if few rules differ from it; rules may also have been added at the end
     * @throws UnknownItemException if a condition is none that this version knows
     */
    LayeredConditionIndex(
            List<SortedMap<String, AuthorizationItem>> conditions,
            int[] placeOfRule,
            boolean[] isWhitelist,
            @Nullable LayeredConditionIndex previous) {
        this.placeOfRule = placeOfRule;
        this.isWhitelist = isWhitelist;
        BitSet differing = previous == null ? null : previous.differing(conditions, placeOfRule, isWhitelist);
        if (previous == null || differing == null) {
            BitSet all = new BitSet();
            all.set(0, conditions.size());
            baseConditions = conditions;
            base = new ConditionIndex(
                    conditions, all, placeOfRule, isWhitelist, previous == null ? List.of() : previous.layers());
            changed = new BitSet();
            top = null;
        } else {
            baseConditions = previous.baseConditions;
            base = previous.base;
            changed = differing;
            top = differing.isEmpty()
                    ? null
                    : new ConditionIndex(conditions, differing, placeOfRule, isWhitelist, previous.layers());
        }
    }

    /** The ordinals whose conditions are others than those of the base; null: too many, or ordinals mean something else. */
    @SuppressWarnings("ReferenceEquality") // Untouched conditions are the same object in both images.
    private @Nullable BitSet differing(
            List<SortedMap<String, AuthorizationItem>> conditions, int[] places, boolean[] whitelists) {
        int common = baseConditions.size();
        if (conditions.size() < common
                || !Arrays.equals(placeOfRule, 0, common, places, 0, common)
                || !Arrays.equals(isWhitelist, 0, common, whitelists, 0, common)) {
            return null;
        }
        BitSet differing = new BitSet();
        int size = 0;
        for (int ordinal = 0; ordinal < conditions.size(); ordinal++) {
            if (ordinal >= common || conditions.get(ordinal) != baseConditions.get(ordinal)) {
                differing.set(ordinal);
                size += conditions.get(ordinal).size();
            }
        }
        return differing.cardinality() > MAX_CHANGED_RULES || size > MAX_CHANGED_CONDITIONS ? null : differing;
    }

    private List<ConditionIndex> layers() {
        return top == null ? List.of(base) : List.of(top, base);
    }

    /** An index of one condition of a rule. */
    ConditionIndex onlyOf(AuthorizationItem condition) {
        return ConditionIndex.onlyOf(condition, layers());
    }

    /** What a request matches; a slot may be empty. */
    List<RuleSlot> find(CanonicalRequest request) {
        List<RuleSlot> found = base.find(request);
        ConditionIndex above = top;
        if (above == null) {
            return found;
        }
        List<RuleSlot> all = new ArrayList<>(found.size() + 1);
        for (RuleSlot slot : found) {
            all.add(valid(slot));
        }
        all.addAll(above.find(request));
        return all;
    }

    private RuleSlot valid(RuleSlot slot) {
        return slot.ordinals().length <= FEW_ORDINALS
                ? slot.without(changed, placeOfRule, isWhitelist)
                : withoutChanged.computeIfAbsent(slot, of -> of.without(changed, placeOfRule, isWhitelist));
    }
}
