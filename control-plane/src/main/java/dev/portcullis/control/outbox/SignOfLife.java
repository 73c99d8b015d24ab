package dev.portcullis.control.outbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the lease of the relay's lock while the relay is busy with Kafka, which may take longer than the lease. It ends
 * with the work, and with the process. Work and signs share the connection only one after the other: the work uses none.
 */
final class SignOfLife implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SignOfLife.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;

    private SignOfLife(OutboxConnection connection) {
        thread = Thread.ofVirtual().name("outbox-lease").start(() -> give(connection));
    }

    static SignOfLife of(OutboxConnection connection) {
        return new SignOfLife(connection);
    }

    private void give(OutboxConnection connection) {
        try {
            // Not ended by an interrupt: that would close the connection in the middle of a sign.
            while (!done.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                connection.alive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            // The relay finds the same when it deletes.
            LOG.debug("the lock is lost", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        done.countDown();
        thread.join();
    }
}
