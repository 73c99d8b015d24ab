package dev.portcullis.policy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The rules that have a condition at one pattern, with the counts from which "does any rule of this place apply" is
 * answered without looking at each. Immutable.
 */
final class RuleSlot {
    /** Of rules, ascending, each once. */
    private final int[] ordinals;
    /** Of places, ascending, each once; the counts beside it belong to the place at the same index. */
    private final int[] places;

    private final int[] exempted;
    private final int[] demanded;
    private final int exemptedOfAll;
    private final int demandedOfAll;

    /**
     * @param ordinalsWithRepeats of rules
     * @param places of every rule, by ordinal
     * @param whitelists whether each rule is a whitelist, by ordinal
     */
    RuleSlot(List<Integer> ordinalsWithRepeats, int[] places, boolean[] whitelists) {
        this(
                ordinalsWithRepeats.stream()
                        .mapToInt(Integer::intValue)
                        .sorted()
                        .distinct()
                        .toArray(),
                places,
                whitelists);
    }

    private RuleSlot(int[] ordinals, int[] places, boolean[] whitelists) {
        this.ordinals = ordinals;
        this.places = Arrays.stream(ordinals)
                .map(ordinal -> places[ordinal])
                .sorted()
                .distinct()
                .toArray();
        exempted = new int[this.places.length];
        demanded = new int[this.places.length];
        for (int ordinal : ordinals) {
            int index = Arrays.binarySearch(this.places, places[ordinal]);
            if (whitelists[ordinal]) {
                exempted[index]++;
            } else {
                demanded[index]++;
            }
        }
        exemptedOfAll = Arrays.stream(exempted).sum();
        demandedOfAll = Arrays.stream(demanded).sum();
    }

    /**
     * The slot without some rules; may be empty.
     *
     * @param places of every rule, by ordinal
     * @param whitelists whether each rule is a whitelist, by ordinal
     */
    RuleSlot without(BitSet removed, int[] places, boolean[] whitelists) {
        for (int ordinal : ordinals) {
            if (removed.get(ordinal)) {
                return new RuleSlot(
                        Arrays.stream(ordinals).filter(one -> !removed.get(one)).toArray(), places, whitelists);
            }
        }
        return this;
    }

    boolean contains(int ordinal) {
        return Arrays.binarySearch(ordinals, ordinal) >= 0;
    }

    int[] ordinals() {
        return ordinals;
    }

    /** How many whitelist rules of that place a match here exempts. */
    int exempted(int place) {
        if (place == RuleIndex.ALL_PLACES) {
            return exemptedOfAll;
        }
        int index = Arrays.binarySearch(places, place);
        return index < 0 ? 0 : exempted[index];
    }

    /** Whether a blacklist rule of that place asks for a token at a match here. */
    boolean demands(int place) {
        if (place == RuleIndex.ALL_PLACES) {
            return demandedOfAll > 0;
        }
        int index = Arrays.binarySearch(places, place);
        return index >= 0 && demanded[index] > 0;
    }
}
