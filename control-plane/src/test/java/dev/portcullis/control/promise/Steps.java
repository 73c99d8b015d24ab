package dev.portcullis.control.promise;

import dev.portcullis.control.promise.Step.Edit;
import dev.portcullis.control.promise.Step.Field;
import dev.portcullis.control.promise.Step.Target;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Random steps. What comes first in a choice is what a failing sequence is reduced to. */
final class Steps {
    private static final int MAX_STEPS = 25;

    private static final Arbitrary<Expectation> EXPECTATIONS = Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(Expectation.NOTHING)),
            Tuple.of(2, Arbitraries.of(Expectation.ANY, Expectation.CURRENT, Expectation.ONE_OF)),
            Tuple.of(2, Arbitraries.of(Expectation.class)));
    private static final Arbitrary<Integer> KEYS =
            Arbitraries.frequency(Tuple.of(6, Step.NO_KEY), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3));
    private static final Arbitrary<Integer> INSTANCES = Arbitraries.frequency(Tuple.of(7, 0), Tuple.of(1, 1));
    private static final Arbitrary<Integer> PICKS = Arbitraries.of(0, 1, 2, 3);
    private static final Arbitrary<Integer> NAMES = Arbitraries.of(0, 1, 2, 3);
    private static final Arbitrary<Boolean> RARELY = Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true));
    private static final Arbitrary<Target> TARGETS =
            Combinators.combine(INSTANCES, PICKS).as(Target::new);
    private static final Arbitrary<Kind> KINDS =
            Arbitraries.of(Kind.RULE, Kind.AUTHORIZATION, Kind.ROUTE, Kind.INSTANCE);
    private static final Arbitrary<Kind> DELETED_KINDS = Arbitraries.frequency(
            Tuple.of(4, Kind.RULE),
            Tuple.of(3, Kind.AUTHORIZATION),
            Tuple.of(3, Kind.ROUTE),
            Tuple.of(1, Kind.INSTANCE));
    private static final Arbitrary<Kind> INNER_KINDS = Arbitraries.of(Kind.RULE, Kind.AUTHORIZATION, Kind.ROUTE);

    private Steps() {}

    /**
     * What stands before each sequence: the first of the two instances, with one resource of each kind, in which little is
     * as it would be by default, so that it shows when something is lost.
     */
    static List<Step> start() {
        return List.of(
                new Step.Found(0, 0, Vocabulary.unusual(Kind.INSTANCE), Expectation.NOTHING, Step.NO_KEY),
                unusual(Kind.RULE),
                unusual(Kind.AUTHORIZATION),
                unusual(Kind.ROUTE));
    }

    private static Step unusual(Kind kind) {
        return new Step.Create(kind, new Target(0, 0), 0, Vocabulary.unusual(kind), Expectation.NOTHING, Step.NO_KEY);
    }

    /** Sequences of requests to two instances. */
    static Arbitrary<List<Step>> sequences() {
        return Arbitraries.frequencyOf(
                        Tuple.of(2, found()),
                        Tuple.of(8, of(INNER_KINDS, Steps::create)),
                        Tuple.of(4, of(KINDS, Steps::put)),
                        Tuple.of(6, of(KINDS, Steps::patch)),
                        Tuple.of(4, of(DELETED_KINDS, Steps::delete)),
                        Tuple.of(4, enable()),
                        Tuple.of(4, batch()),
                        Tuple.of(5, apply()),
                        Tuple.of(4, rollback()),
                        Tuple.of(3, of(KINDS, Steps::read)),
                        Tuple.of(2, of(KINDS, Steps::walk)),
                        Tuple.of(2, PICKS.map(Step.Repeat::new)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(MAX_STEPS)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<Step> of(Arbitrary<Kind> kinds, Function<Kind, Arbitrary<Step>> step) {
        return kinds.flatMap(step);
    }

    private static Arbitrary<List<Field>> fields(Kind kind, int max) {
        return Arbitraries.frequencyOf(
                        Tuple.of(11, Arbitraries.of(Vocabulary.good(kind))),
                        Tuple.of(1, Arbitraries.of(Vocabulary.bad(kind))))
                .list()
                .ofMaxSize(max);
    }

    private static Arbitrary<Step> found() {
        return Combinators.combine(Arbitraries.of(0, 1), NAMES, fields(Kind.INSTANCE, 2), EXPECTATIONS, KEYS)
                .as(Step.Found::new);
    }

    private static Arbitrary<Step> create(Kind kind) {
        return Combinators.combine(TARGETS, NAMES, fields(kind, 3), EXPECTATIONS, KEYS)
                .as((target, name, fields, expectation, key) ->
                        new Step.Create(kind, target, name, fields, expectation, key));
    }

    private static Arbitrary<Step> put(Kind kind) {
        return Combinators.combine(TARGETS, NAMES, fields(kind, 3), Arbitraries.of(Step.Echo.class), EXPECTATIONS)
                .as((target, name, fields, echo, expectation) ->
                        new Step.Put(kind, target, name, fields, echo, expectation));
    }

    private static Arbitrary<Step> patch(Kind kind) {
        return Combinators.combine(TARGETS, fields(kind, 3), EXPECTATIONS)
                .as((target, fields, expectation) -> new Step.Patch(kind, target, fields, expectation));
    }

    private static Arbitrary<Step> delete(Kind kind) {
        return Combinators.combine(TARGETS, RARELY, EXPECTATIONS)
                .as((target, cascade, expectation) -> new Step.Delete(kind, target, cascade, expectation));
    }

    private static Arbitrary<Step> enable() {
        return Combinators.combine(TARGETS, Arbitraries.of(true, false), EXPECTATIONS, KEYS)
                .as(Step.Enable::new);
    }

    private static Arbitrary<Step> batch() {
        Arbitrary<List<Field>> element = fields(Kind.AUTHORIZATION, 2);
        return Combinators.combine(
                        TARGETS,
                        element.list().ofMaxSize(3),
                        Combinators.combine(PICKS, element)
                                .as(Step.Replacement::new)
                                .list()
                                .ofMaxSize(2),
                        PICKS.list().ofMaxSize(2),
                        EXPECTATIONS,
                        KEYS)
                .as(Step.Batch::new);
    }

    private static Arbitrary<Step> apply() {
        return Combinators.combine(INSTANCES, edits().list().ofMaxSize(4), RARELY, RARELY, EXPECTATIONS, KEYS)
                .as(Step.Apply::new);
    }

    private static Arbitrary<Edit> edits() {
        Arbitrary<Edit> changes = KINDS.filter(kind -> kind != Kind.AUTHORIZATION)
                .flatMap(kind -> Combinators.combine(PICKS, fields(kind, 2))
                        .as((pick, fields) -> new Edit.Change(kind, pick, fields)));
        Arbitrary<Edit> additions = INNER_KINDS.flatMap(kind -> Combinators.combine(PICKS, NAMES, fields(kind, 2))
                .as((pick, name, fields) -> new Edit.Add(kind, pick, name, fields)));
        Arbitrary<Edit> drops = Combinators.combine(INNER_KINDS, PICKS).as(Edit.Drop::new);
        return Arbitraries.oneOf(changes, additions, drops);
    }

    private static Arbitrary<Step> rollback() {
        return Combinators.combine(INSTANCES, Arbitraries.of(1, 2, 3, 4, 5, 0, -1), RARELY, EXPECTATIONS, KEYS)
                .as(Step.Rollback::new);
    }

    private static Arbitrary<Step> read(Kind kind) {
        return Combinators.combine(TARGETS, Arbitraries.of(Expectation.class))
                .as((target, expectation) -> new Step.Read(kind, target, expectation));
    }

    private static Arbitrary<Step> walk(Kind kind) {
        return Combinators.combine(TARGETS, RARELY, RARELY, RARELY, Arbitraries.of(50, 1, 2))
                .as((target, byName, descending, enabledOnly, pageSize) ->
                        new Step.Walk(kind, target, byName, descending, enabledOnly, pageSize));
    }
}
