package dev.portcullis.control.history;

import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.revision.Changed;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.rule.RuleDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Makes an instance what it was. */
@ApplicationScoped
public class Rollback {
    private final HistoryRows rows;
    private final Histories histories;
    private final Revisions revisions;
    private final Transitions transitions;

    Rollback(HistoryRows rows, Histories histories, Revisions revisions, Transitions transitions) {
        this.rows = rows;
        this.histories = histories;
        this.revisions = revisions;
        this.transitions = transitions;
    }

    /**
     * Back to a revision, by a new one.
     *
     * @param prune whether enabled rules that were not there are deleted
     * @return what it changed
     */
    Changed<RolledBack> to(String instanceId, long number, boolean prune) {
        return revisions.change(instanceId, change -> {
            long newest = change.revision() - 1;
            change.requireExpected(newest);
            histories.refuseUnknown(instanceId, number, newest);
            List<ItemStates> states = rows.between(instanceId, number, newest).stream()
                    .map(ItemStates::reversed)
                    .toList();
            if (!prune) {
                refuseToDropEnabled(states);
            }
            transitions.perform(change, states);
            return new RolledBack(states.isEmpty() ? newest : change.revision(), number, histories.changes(states));
        });
    }

    private static void refuseToDropEnabled(List<ItemStates> states) {
        List<String> enabled = states.stream()
                .filter(state ->
                        state.after() == null && state.before() instanceof RuleDefinition rule && rule.enabled())
                .map(state -> state.key().text())
                .toList();
        if (!enabled.isEmpty()) {
            throw Refusal.ofEnabledRules("enabled rules that were not there", enabled, "all disabled, or prune=force");
        }
    }
}
