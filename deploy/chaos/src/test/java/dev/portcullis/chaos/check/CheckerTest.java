package dev.portcullis.chaos.check;

import static dev.portcullis.chaos.check.Story.BEGINNING;
import static dev.portcullis.chaos.check.Story.CLOSE;
import static dev.portcullis.chaos.check.Story.OPEN;
import static dev.portcullis.chaos.check.Story.RULE;
import static dev.portcullis.chaos.check.Story.SWAP;
import static dev.portcullis.chaos.check.Story.SWAP_PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.chaos.check.Violation.Promise;
import dev.portcullis.chaos.history.Event.Outcome;
import dev.portcullis.chaos.history.Event.Part.Change;
import dev.portcullis.chaos.model.InstanceState;
import dev.portcullis.chaos.model.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckerTest {
    private static final Operation SWAPPED = new Operation.Batch(RULE, List.of(SWAP_PREFIX), List.of(SWAP));
    private static final Operation ADDED = new Operation.CreateCondition(RULE, SWAP_PREFIX);
    private static final Operation RENAMED =
            new Operation.Patch(RULE, "renamed", dev.portcullis.chaos.model.RuleState.Mode.WHITELIST);
    private static final InstanceState OPENED = OPEN.on(BEGINNING, List.of());

    @Test
    void a_history_in_which_all_went_well_breaks_nothing() {
        Story story = new Story()
                .applied(OPEN, 2, 2)
                .verdict("node-1", "/p/0", 200)
                .verdict("node-2", "/p/0", 200)
                .read(2, OPENED)
                .done(CLOSE, 3)
                .rest()
                .verdict("node-1", "/p/0", 401)
                .holds("node-1", 3, "digest")
                .listed("APPLIED", "digest")
                .read(3, BEGINNING);
        assertThat(story.broken()).isEmpty();
    }

    @Test
    void two_changes_cannot_both_be_the_same_revision() {
        Story lost = new Story().together(ADDED, 2, ADDED, 2).rest();
        assertThat(lost.broken()).containsExactly(Promise.NO_ACKNOWLEDGED_CHANGE_LOST);

        Story twin = new Story().together(ADDED, 2, ADDED, 3).rest();
        assertThat(twin.broken()).isEmpty();
    }

    @Test
    void a_change_that_found_nothing_to_change_is_answered_with_the_newest_revision() {
        assertThat(new Story().done(OPEN, 2).done(OPEN, 2).rest().broken()).isEmpty();
        assertThat(new Story().done(CLOSE, 1).rest().broken()).isEmpty();

        assertThat(new Story().done(OPEN, 1).rest().broken()).containsExactly(Promise.NO_ACKNOWLEDGED_CHANGE_LOST);
    }

    @Test
    void an_acknowledged_change_that_a_later_read_does_not_know_is_lost() {
        Story lost = new Story().done(OPEN, 2).read(1, BEGINNING).rest();
        assertThat(lost.broken()).containsExactly(Promise.NO_ACKNOWLEDGED_CHANGE_LOST);

        Story twin =
                new Story().read(1, BEGINNING).done(OPEN, 2).read(2, OPENED).rest();
        assertThat(twin.broken()).isEmpty();
    }

    @Test
    void a_read_holds_each_change_whole() {
        Story half = new Story()
                .done(SWAPPED, 2, "az-2")
                .read(2, new Operation.Batch(RULE, List.of(), List.of(SWAP)).on(BEGINNING, List.of()))
                .rest();
        assertThat(half.broken()).containsExactly(Promise.NOTHING_APPLIED_IN_PART);

        Story twin = new Story()
                .done(SWAPPED, 2, "az-2")
                .read(2, SWAPPED.on(BEGINNING, List.of("az-2")))
                .rest();
        assertThat(twin.broken()).isEmpty();
    }

    @Test
    void a_node_that_applied_half_a_change_answers_what_no_revision_does() {
        Story half = new Story()
                .done(SWAPPED, 2, "az-2")
                .verdict("node-1", "/swap/x", 401)
                .rest();
        assertThat(half.broken()).containsExactly(Promise.VERDICTS_ARE_RIGHT);

        Story twin = new Story()
                .done(SWAPPED, 2, "az-2")
                .verdict("node-1", "/swap/x", 200)
                .rest();
        assertThat(twin.broken()).isEmpty();
    }

    @Test
    void what_was_asked_for_after_an_answer_has_a_later_revision() {
        Story swapped = new Story().done(RENAMED, 3).done(ADDED, 2, "az-2").rest();
        assertThat(swapped.broken()).containsExactly(Promise.CHANGES_HAVE_ONE_ORDER);

        assertThat(new Story().done(RENAMED, 2).done(ADDED, 3, "az-2").rest().broken())
                .isEmpty();
    }

    @Test
    void each_revision_is_known() {
        assertThat(new Story().done(OPEN, 3).rest().broken()).containsExactly(Promise.CHANGES_HAVE_ONE_ORDER);

        Outcome unknown = new Outcome.Unknown("timeout");
        assertThat(new Story()
                        .write(RENAMED, unknown)
                        .resolved(2)
                        .done(OPEN, 3)
                        .rest()
                        .broken())
                .as("one whose outcome was unknown")
                .isEmpty();
        assertThat(new Story().done(OPEN, 3).foreign(2, 0).rest().broken())
                .as("one that changed nothing")
                .isEmpty();
        assertThat(new Story().done(OPEN, 3).foreign(2, 1).rest().broken())
                .as("one that nobody asked for")
                .contains(Promise.CHANGES_HAVE_ONE_ORDER);
    }

    @Test
    void a_write_whose_outcome_is_unknown_may_have_been_done_or_not() {
        Outcome unknown = new Outcome.Unknown("timeout");
        Story done = new Story()
                .write(OPEN, unknown)
                .resolved(2)
                .verdict("node-1", "/p/0", 401)
                .verdict("node-1", "/p/0", 200)
                .rest();
        assertThat(done.broken()).isEmpty();

        Story notDone =
                new Story().write(OPEN, unknown).verdict("node-1", "/p/0", 401).rest();
        assertThat(notDone.broken()).isEmpty();
        assertThat(notDone.verdict("node-2", "/p/0", 200).broken()).contains(Promise.VERDICTS_ARE_RIGHT);
    }

    @Test
    void a_node_may_be_behind_and_never_goes_back() {
        Story behind = new Story()
                .done(OPEN, 2)
                .verdict("node-1", "/p/0", 401)
                .verdict("node-1", "/p/0", 200)
                .rest();
        assertThat(behind.broken()).isEmpty();

        Story back = new Story()
                .done(OPEN, 2)
                .verdict("node-1", "/p/0", 200)
                .verdict("node-1", "/p/0", 401)
                .rest();
        assertThat(back.broken()).contains(Promise.VERDICTS_ARE_RIGHT);
    }

    @Test
    void a_node_is_never_more_open_than_what_was_acknowledged_as_applied() {
        Story open = new Story()
                .applied(OPEN, 2, 2)
                .applied(CLOSE, 3, 2)
                .verdict("node-1", "/p/0", 200)
                .rest();
        assertThat(open.broken()).contains(Promise.NEVER_MORE_OPEN);

        Story notYetApplied = new Story()
                .applied(OPEN, 2, 2)
                .done(CLOSE, 3)
                .verdict("node-1", "/p/0", 200)
                .rest();
        assertThat(notYetApplied.broken()).isEmpty();
    }

    @Test
    void a_node_that_was_away_may_be_behind_until_it_starts_anew() {
        Story paused = new Story()
                .done(OPEN, 2)
                .verdict("node-1", "/p/0", 200)
                .part("node-1", Change.PAUSED)
                .applied(CLOSE, 3, 1)
                .part("node-1", Change.CONTINUED)
                .verdict("node-1", "/p/0", 200)
                .rest();
        assertThat(paused.broken()).isEmpty();

        Story startedAnew = new Story()
                .done(OPEN, 2)
                .verdict("node-1", "/p/0", 200)
                .part("node-1", Change.KILLED)
                .applied(CLOSE, 3, 1)
                .part("node-1", Change.STARTED)
                .part("node-1", Change.READY)
                .verdict("node-1", "/p/0", 200)
                .rest();
        assertThat(startedAnew.broken()).contains(Promise.NEVER_MORE_OPEN);
    }

    @Test
    void a_node_names_revisions_that_were_committed_and_go_forward() {
        Story good =
                new Story().done(OPEN, 2).holds("node-1", 1).holds("node-1", 2).rest();
        assertThat(good.broken()).isEmpty();

        Story back =
                new Story().done(OPEN, 2).holds("node-1", 2).holds("node-1", 1).rest();
        assertThat(back.broken()).contains(Promise.REVISIONS_GO_FORWARD);

        Story madeUp = new Story().done(OPEN, 2).holds("node-1", 1_000_002).rest();
        assertThat(madeUp.broken()).contains(Promise.REVISIONS_GO_FORWARD);
    }

    @Test
    void revisions_are_published_in_their_order_and_perhaps_twice() {
        assertThat(new Story().published(2).published(4).published(4).rest().broken())
                .isEmpty();
        assertThat(new Story().published(2).published(4).published(3).rest().broken())
                .containsExactly(Promise.THE_LOG_GOES_FORWARD);
        assertThat(new Story()
                        .published(4)
                        .baseline(2, Story.BEGINNING)
                        .published(3)
                        .rest()
                        .broken())
                .as("an older database was put back")
                .doesNotContain(Promise.THE_LOG_GOES_FORWARD);
    }

    @Test
    void applied_counts_live_nodes_only() {
        Story dead = new Story()
                .part("node-2", Change.KILLED)
                .wait60()
                .applied(OPEN, 2, 2)
                .rest();
        assertThat(dead.broken()).containsExactly(Promise.APPLIED_IS_A_PROOF);

        Story twin = new Story()
                .part("node-2", Change.KILLED)
                .wait60()
                .applied(OPEN, 2, 1)
                .rest();
        assertThat(twin.broken()).isEmpty();

        Story notSeenReadyYet = new Story()
                .part("node-2", Change.KILLED)
                .wait60()
                .part("node-2", Change.STARTED)
                .applied(OPEN, 2, 2)
                .part("node-2", Change.READY)
                .rest();
        assertThat(notSeenReadyYet.broken()).isEmpty();
    }

    @Test
    void a_node_answers_whatever_is_away_behind_it() {
        Story cutOff = new Story()
                .part("node-1", Change.CUT_OFF)
                .verdict("node-1", "/p/0", 503)
                .rest();
        assertThat(cutOff.broken()).containsExactly(Promise.NODES_ANSWER_ALONE);

        Story starting = new Story()
                .part("node-1", Change.KILLED)
                .part("node-1", Change.STARTED)
                .verdict("node-1", "/p/0", 503)
                .part("node-1", Change.READY)
                .rest();
        assertThat(starting.broken()).isEmpty();
    }

    @Test
    void a_part_ends_only_when_it_is_told_to() {
        assertThat(new Story().part("node-1", Change.ENDED_BY_ITSELF).rest().broken())
                .containsExactly(Promise.PARTS_STAY_UP);
        assertThat(new Story().part("node-1", Change.KILLED).rest().broken()).isEmpty();
    }

    @Test
    void a_database_that_is_put_back_takes_acknowledged_changes_with_it_and_nothing_else_may() {
        Story restored = new Story()
                .applied(OPEN, 2, 2)
                .verdict("node-1", "/p/0", 200)
                .baseline(1, BEGINNING)
                .verdict("node-1", "/p/0", 200)
                .verdict("node-1", "/p/0", 401)
                .done(RENAMED, 2)
                .rest()
                .verdict("node-1", "/p/0", 401);
        assertThat(restored.broken()).isEmpty();

        Story stuck = new Story()
                .applied(OPEN, 2, 2)
                .verdict("node-1", "/p/0", 200)
                .baseline(1, BEGINNING)
                .applied(RENAMED, 2, 2)
                .verdict("node-1", "/p/0", 200)
                .rest();
        assertThat(stuck.broken()).contains(Promise.NEVER_MORE_OPEN);
    }

    @Test
    void at_rest_everything_is_equal() {
        assertThat(new Story()
                        .done(OPEN, 2)
                        .rest()
                        .verdict("node-1", "/p/0", 401)
                        .broken())
                .containsExactly(Promise.EQUAL_AT_REST);
        assertThat(new Story().done(OPEN, 2).rest().holds("node-1", 1).broken()).containsExactly(Promise.EQUAL_AT_REST);
        assertThat(new Story()
                        .rest()
                        .holds("node-1", 1, "one")
                        .listed("APPLIED", "two")
                        .broken())
                .containsExactly(Promise.EQUAL_AT_REST);
        assertThat(new Story().rest().listsNode(false).broken()).containsExactly(Promise.EQUAL_AT_REST);
        assertThat(new Story().rest().listsNode(true).broken()).isEmpty();
        assertThat(new Story().rest().listed("PENDING", null).broken()).containsExactly(Promise.EQUAL_AT_REST);
        assertThat(new Story().noRest().broken()).containsExactly(Promise.EQUAL_AT_REST);
    }

    @Test
    void a_history_without_an_end_proves_nothing() {
        assertThat(new Story().broken()).containsExactly(Promise.THE_RUN_ENDED);
    }
}
