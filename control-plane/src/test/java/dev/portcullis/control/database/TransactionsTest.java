package dev.portcullis.control.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portcullis.control.testing.ControlPlaneTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@ControlPlaneTest
@Timeout(60)
@NullUnmarked
class TransactionsTest {
    @Inject
    EntityManager entities;

    @Inject
    TransactionManager manager;

    private final AtomicInteger attempts = new AtomicInteger();

    private String failing(int times, String state) {
        return Transactions.call(() -> {
            if (attempts.incrementAndGet() <= times) {
                throw new IllegalStateException(new SQLException("it failed", state));
            }
            return "done";
        });
    }

    @Test
    void work_that_met_another_is_done_again() {
        assertThat(failing(2, "40001")).isEqualTo("done");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void work_that_meets_others_thrice_fails() {
        assertThatThrownBy(() -> failing(3, "40P01")).isInstanceOf(IllegalStateException.class);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void work_that_cannot_be_done_is_not_tried_again() {
        assertThatThrownBy(() -> failing(1, "22001")).isInstanceOf(IllegalStateException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void work_that_lost_the_database_is_not_tried_again_since_it_may_have_been_done() {
        assertThatThrownBy(() -> failing(1, null)).isInstanceOf(IllegalStateException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void a_transaction_whose_time_is_over_may_succeed_later() throws Exception {
        manager.setTransactionTimeout(1);
        Throwable failure;
        try {
            failure = catchThrowable(() -> Transactions.call(() -> {
                entities.createNativeQuery("SELECT 1").getSingleResult();
                while (QuarkusTransaction.getStatus() == Status.STATUS_ACTIVE) {
                    Thread.onSpinWait();
                }
                return entities.createNativeQuery("SELECT 2").getSingleResult();
            }));
        } finally {
            manager.setTransactionTimeout(0);
        }
        assertThat(DatabaseFailure.of(failure)).contains(DatabaseFailure.UNAVAILABLE);
        assertThat(Transactions.call(
                        () -> entities.createNativeQuery("SELECT 3").getSingleResult()))
                .isEqualTo(3);
    }
}
