package dev.portcullis.chaos.check;

import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.Event.Outcome;
import dev.portcullis.chaos.history.Event.Part.Change;
import dev.portcullis.chaos.model.Condition;
import dev.portcullis.chaos.model.Condition.Match;
import dev.portcullis.chaos.model.InstanceState;
import dev.portcullis.chaos.model.Operation;
import dev.portcullis.chaos.model.Probe;
import dev.portcullis.chaos.model.RouteState;
import dev.portcullis.chaos.model.RuleState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A history that a test tells, one second after another. At its beginning, at revision 1, the instance has one rule of A
 * that exempts {@code /swap/x} and nothing else.
 */
final class Story {
    static final String RULE = "jr-1";
    static final String SWAP = "az-1";
    static final Condition SWAP_EXACT = new Condition(Match.EXACT, "/swap/x");
    static final Condition SWAP_PREFIX = new Condition(Match.PREFIX, "/swap");
    static final Operation OPEN = new Operation.Disable(RULE);
    static final Operation CLOSE = new Operation.Enable(RULE);

    static final InstanceState BEGINNING = InstanceState.EMPTY
            .withRule(
                    RULE,
                    new RuleState(
                            "guard", RuleState.Issuer.A, RuleState.Mode.WHITELIST, true, Map.of(SWAP, SWAP_EXACT)))
            .withRoute("rt-1", new RouteState("all", "/p"))
            .withRoute("rt-2", new RouteState("swap", "/swap"));

    private static final long SECOND = 1_000_000;
    private static final long LONG = 60 * SECOND;

    private final List<Event> events = new ArrayList<>();
    private long now = LONG;
    private long lastId;

    Story() {
        for (String node : List.of("node-1", "node-2")) {
            part(node, Change.STARTED);
            part(node, Change.READY);
        }
        baseline(1, BEGINNING);
        verdict("node-1", "/p/0", 401);
        verdict("node-2", "/p/0", 401);
        wait60();
    }

    Story wait60() {
        now += LONG;
        return this;
    }

    private long next() {
        now += SECOND;
        return now;
    }

    Story baseline(long revision, InstanceState state) {
        events.add(new Event.Baseline("a", next(), next(), null, revision, state));
        return this;
    }

    Story part(String part, Change change) {
        events.add(new Event.Part(part, change, next()));
        return this;
    }

    Story done(Operation operation, long revision, String... ids) {
        return write(operation, new Outcome.Done(revision, List.of(ids), null));
    }

    Story applied(Operation operation, long revision, int nodes) {
        return write(operation, new Outcome.Done(revision, List.of(), "APPLIED; applied=" + nodes + "; known=2"));
    }

    Story write(Operation operation, Outcome outcome) {
        events.add(new Event.Write(++lastId, "a", operation, next(), next(), outcome));
        return this;
    }

    /** The last write is found as that revision later. */
    Story resolved(long revision) {
        events.add(new Event.Resolved(lastId, revision, next()));
        return this;
    }

    Story foreign(long revision, int changes) {
        events.add(new Event.ForeignRevision("a", revision, "republish", changes, next()));
        return this;
    }

    /** Two writes at the same time. */
    Story together(Operation first, long firstRevision, Operation second, long secondRevision) {
        long from = next();
        long to = next();
        events.add(new Event.Write(
                ++lastId, "a", first, from, to, new Outcome.Done(firstRevision, List.of("x-" + lastId), null)));
        events.add(new Event.Write(
                ++lastId, "a", second, from, to, new Outcome.Done(secondRevision, List.of("x-" + lastId), null)));
        return this;
    }

    Story verdict(String node, String path, int status) {
        events.add(new Event.Verdict(node, "a", new Probe(path, Probe.Pass.NOTHING), next(), next(), status, "CODE"));
        return this;
    }

    Story holds(String node, long revision) {
        return holds(node, revision, null);
    }

    Story holds(String node, long revision, @Nullable String digest) {
        events.add(new Event.NodeState(node, "a", next(), next(), true, "FOLLOWING", null, revision, digest));
        return this;
    }

    Story published(long revision) {
        events.add(new Event.LogHead("a", "epoch", revision, 1, revision, next()));
        return this;
    }

    Story read(long revision, InstanceState state) {
        events.add(new Event.Read("a", next(), next(), null, revision, state));
        return this;
    }

    Story rest() {
        events.add(new Event.Rest(next(), true, ""));
        return this;
    }

    Story noRest() {
        events.add(new Event.Rest(next(), false, "node-1 is BEHIND"));
        return this;
    }

    Story listed(String propagation, @Nullable String digest) {
        events.add(new Event.Listed("control-plane-1", "a", next(), propagation, digest, List.of()));
        return this;
    }

    Story listsNode(@Nullable Boolean digestMatches) {
        events.add(new Event.Listed(
                "control-plane-1",
                "a",
                next(),
                "APPLIED",
                null,
                List.of(new Event.Node("node-1", "CURRENT", 1, null, digestMatches))));
        return this;
    }

    /** What the checker finds in it, without repetitions. */
    List<Violation.Promise> broken() {
        return Checker.violations(events).stream()
                .map(Violation::promise)
                .distinct()
                .toList();
    }

    /** All of it. */
    List<Event> events() {
        return events;
    }
}
