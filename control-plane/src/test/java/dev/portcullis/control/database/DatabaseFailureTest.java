package dev.portcullis.control.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.RollbackException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFailureTest {
    private static SQLException sql(String state) {
        return new SQLException("it failed", state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08000", "08001", "08003", "08006", "08P01", "40000", "40003", "25006", "25P03", "25P04", "53000",
                "53100", "53200", "53300", "53400", "55006", "55P03", "57000", "57014", "57P01", "57P02", "57P03",
                "57P04", "57P05", "58000", "58030", "F0000", "XX000", "XX001", "XX002"
            })
    void a_database_that_is_away_or_at_its_end_may_be_there_later(String state) {
        assertThat(DatabaseFailure.of(new IllegalStateException(sql(state)))).contains(DatabaseFailure.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"28000", "28P01", "3D000"})
    void a_database_that_lets_nobody_in_may_do_so_later(String state) {
        assertThat(DatabaseFailure.of(sql(state))).contains(DatabaseFailure.REFUSED);
        assertThat(DatabaseFailure.REFUSED.isPassing()).isTrue();
        assertThat(DatabaseFailure.REFUSED.isRepeatable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "22003", "22021", "23502", "23503", "23514", "42601", "42P01", "42501", "54000"})
    void a_statement_that_cannot_be_done_is_no_fault_of_the_database(String state) {
        assertThat(DatabaseFailure.of(new IllegalStateException(sql(state)))).contains(DatabaseFailure.STATEMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void a_conflict_is_tried_again_and_passes(String state) {
        assertThat(DatabaseFailure.of(sql(state))).contains(DatabaseFailure.CONFLICT);
        assertThat(DatabaseFailure.CONFLICT.isRepeatable()).isTrue();
        assertThat(DatabaseFailure.CONFLICT.isPassing()).isTrue();
    }

    @Test
    void a_unique_violation_is_tried_again_but_does_not_pass() {
        assertThat(DatabaseFailure.of(sql("23505"))).contains(DatabaseFailure.UNIQUE_VIOLATION);
        assertThat(DatabaseFailure.UNIQUE_VIOLATION.isRepeatable()).isTrue();
        assertThat(DatabaseFailure.UNIQUE_VIOLATION.isPassing()).isFalse();
    }

    @Test
    void what_carries_no_sqlstate_never_came_back_from_the_server() {
        assertThat(DatabaseFailure.of(new SQLException("Sorry, acquisition timeout!")))
                .contains(DatabaseFailure.UNAVAILABLE);
        assertThat(DatabaseFailure.of(new SQLException())).contains(DatabaseFailure.UNAVAILABLE);
        assertThat(DatabaseFailure.of(new SQLTimeoutException())).contains(DatabaseFailure.UNAVAILABLE);
        assertThat(DatabaseFailure.of(sql(""))).contains(DatabaseFailure.UNAVAILABLE);
    }

    @Test
    void a_transaction_that_was_rolled_back_by_nobody_s_statement_may_succeed_later() {
        assertThat(DatabaseFailure.of(new IllegalStateException(new RollbackException())))
                .contains(DatabaseFailure.UNAVAILABLE);
        assertThat(DatabaseFailure.of(new LostTransactionException(new IllegalStateException())))
                .contains(DatabaseFailure.UNAVAILABLE);
        RollbackException atCommit = new RollbackException();
        atCommit.addSuppressed(new XAException(XAException.XAER_RMFAIL));
        assertThat(DatabaseFailure.of(atCommit)).contains(DatabaseFailure.UNAVAILABLE);
    }

    @Test
    void a_rollback_that_a_statement_caused_is_that_statement_s() {
        RollbackException atCommit = new RollbackException();
        atCommit.initCause(new IllegalStateException(sql("23505")));
        assertThat(DatabaseFailure.of(atCommit)).contains(DatabaseFailure.UNIQUE_VIOLATION);
        RollbackException suppressing = new RollbackException();
        suppressing.addSuppressed(sql("23514"));
        assertThat(DatabaseFailure.of(suppressing)).contains(DatabaseFailure.STATEMENT);
    }

    @Test
    void a_batch_fails_as_its_statement_did() {
        BatchUpdateException batch = new BatchUpdateException(new int[0]);
        batch.setNextException(sql("40001"));
        assertThat(DatabaseFailure.of(batch)).contains(DatabaseFailure.CONFLICT);
    }

    @Test
    void what_is_not_of_the_database_is_left_alone() {
        assertThat(DatabaseFailure.of(new IllegalStateException("a bug"))).isEmpty();
    }

    @Test
    void causes_that_lead_in_a_circle_end() {
        IllegalStateException one = new IllegalStateException();
        one.initCause(new IllegalStateException(one));
        assertThat(DatabaseFailure.of(one)).isEmpty();
    }
}
