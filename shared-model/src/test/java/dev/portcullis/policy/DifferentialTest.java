package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.JwkItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.Disagreement.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Our verdict beside those of jose4j and Nimbus, over tokens that were good before something in them was changed. Where we
 * differ, {@link Disagreement} says why; a difference without a reason fails, and so does a reason that never occurs.
 * {@code -Ddifferential.cases=1000000} runs more.
 */
class DifferentialTest {
    static final List<String> KEYS =
            List.of("rsa", "ec256", "ec384", "ec521", "ed25519", "hs256", "hs384", "hs512", "mldsa44");
    private static final int CASES = Integer.getInteger("differential.cases", 10_000);
    private static final long SEED = Long.getLong("differential.seed", 20_261_123L);
    /** From here on each mutation meets each kind of key, so that each reason must have occurred. */
    private static final int ENOUGH_FOR_ALL = 500_000;

    private final TokenMutator mutator = new TokenMutator(new Random(SEED));
    private final RuleItem rule = rule();
    private final RuleSet rules = Samples.compile(List.of(rule));
    private final Map<Peers, Predicate<String>> peers = Peers.ready(rule, KEYS);
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Set<String> unexplained = new HashSet<>();
    private final Set<Disagreement.Occurrence> occurred = new HashSet<>();

    private static RuleItem rule() {
        List<JwkItem> keys = new ArrayList<>();
        KEYS.forEach(key -> keys.add(TestKeys.named(key).item()));
        Samples.Rule rule = new Samples.Rule(keys);
        rule.audiences = List.of("api");
        return rule.item();
    }

    @Test
    void we_differ_from_the_libraries_for_known_reasons_only() {
        for (int i = 0; i < CASES; i++) {
            TokenMutator.Mutant mutant = mutator.next();
            boolean ours = admits(rules, mutant.token());
            count(ours ? "admitted by us" : "refused by us");
            peers.forEach((peer, judge) -> {
                if (peer.knows(mutant.key())) {
                    compare(mutant, ours, peer, judge.test(mutant.token()));
                }
            });
        }
        System.out.println("differential: " + CASES + " tokens, seed " + SEED + "\n" + report());
        assertThat(unexplained).isEmpty();
        assertThat(counts.get("admitted by us")).isGreaterThan(CASES / 10);
        assertThat(counts.get("refused by us")).isGreaterThan(CASES / 10);
        if (CASES >= ENOUGH_FOR_ALL) {
            assertThat(occurred).as("reasons that occurred").containsExactlyInAnyOrderElementsOf(everyReason());
        }
    }

    @Test
    void every_reason_names_something_that_is_tried() {
        assertThat(mutator.names())
                .containsAll(everyReason().stream()
                        .map(Disagreement.Occurrence::mutation)
                        .toList());
    }

    private static List<Disagreement.Occurrence> everyReason() {
        return Arrays.stream(Disagreement.values())
                .flatMap(reason -> reason.occurrences().stream())
                .toList();
    }

    private void compare(TokenMutator.Mutant mutant, boolean ours, Peers peer, boolean theirs) {
        if (ours == theirs) {
            count(peer + " agrees");
            return;
        }
        Disagreement.Occurrence why =
                Disagreement.explaining(peer, ours ? Verdict.ADMITTED : Verdict.REFUSED, mutant.mutation());
        if (why == null) {
            count(peer + " UNEXPLAINED");
            unexplained.add(peer + (ours ? " refuses, we admit: " : " admits, we refuse: ") + mutant.mutation());
            return;
        }
        count(peer + (ours ? " refuses, we admit: " : " admits, we refuse: ") + why.reason());
        occurred.add(why);
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private String report() {
        StringBuilder out = new StringBuilder();
        counts.forEach((what, count) -> out.append(String.format("%,12d  %s%n", count, what)));
        return out.toString();
    }

    static boolean admits(RuleSet rules, String token) {
        Decision decision = rules.decide(
                Samples.request("GET", "h", "/"),
                Samples.headers("Authorization", "Bearer " + token),
                Samples.NOW_MILLIS);
        if (decision instanceof Decision.Denied denied) {
            assertThat(denied.reason()).isNotEqualTo(DenialReason.INTERNAL);
        }
        return decision instanceof Decision.Authenticated;
    }
}
