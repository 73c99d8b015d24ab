package dev.portcullis.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.chaos.history.Event.Outcome;
import dev.portcullis.chaos.model.Condition;
import dev.portcullis.chaos.model.InstanceState;
import dev.portcullis.chaos.model.Operation;
import dev.portcullis.chaos.model.Probe;
import dev.portcullis.chaos.model.RouteState;
import dev.portcullis.chaos.model.RuleState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @Test
    void what_is_read_from_the_file_is_what_was_added(@TempDir Path folder) throws IOException {
        Condition condition = new Condition(Condition.Match.PREFIX, "/p/0");
        InstanceState state = InstanceState.EMPTY
                .withRule(
                        "jr-1",
                        new RuleState(
                                "guard", RuleState.Issuer.A, RuleState.Mode.WHITELIST, true, Map.of("az-1", condition)))
                .withRoute("rt-1", new RouteState("all", "/p"));
        List<Event> events = List.of(
                new Event.Baseline("a", 1, 2, "epoch", 7, state),
                new Event.Write(
                        1,
                        "a",
                        new Operation.Batch("jr-1", List.of(condition), List.of("az-1")),
                        3,
                        4,
                        new Outcome.Done(8, List.of("az-2"), null)),
                new Event.Write(2, "a", new Operation.DeleteRule("jr-1"), 3, 4, new Outcome.Unknown("timeout")),
                new Event.Verdict("node-1", "a", new Probe("/p/0", Probe.Pass.FORGERY), 5, 6, 401, "TOKEN_MISSING"),
                new Event.Listed(
                        "control-plane-1",
                        "a",
                        7,
                        "APPLIED",
                        null,
                        List.of(new Event.Node("node-1", "CURRENT", 8, "digest", true))),
                new Event.Part("node-1", Event.Part.Change.KILLED, 8),
                new Event.Rest(9, true, ""));
        Path file = folder.resolve("history.jsonl");
        try (History history = new History(file)) {
            events.forEach(history::add);
            assertThat(history.events()).isEqualTo(events);
        }

        assertThat(History.read(file)).isEqualTo(events);
    }
}
