package dev.portcullis.control.node;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Counts the records of the nodes topic that change nothing, and names a few of them a second. Thread-safe. */
@ApplicationScoped
class IgnoredReports {
    private static final Logger LOG = Logger.getLogger(IgnoredReports.class);
    private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int LINES = 3;

    private final MeterRegistry meters;
    private long windowNanos = System.nanoTime();
    private int lines;
    private long unnamed;

    IgnoredReports(MeterRegistry meters) {
        this.meters = meters;
    }

    /** @param reason one of a few, in capitals */
    synchronized void ignored(ConsumerRecord<String, byte[]> record, String reason) {
        meters.counter("portcullis.nodes.reports.ignored", "reason", reason).increment();
        long now = System.nanoTime();
        if (now - windowNanos > WINDOW_NANOS) {
            if (unnamed > 0) {
                LOG.warnf("%d more records of the nodes topic were ignored", unnamed);
            }
            windowNanos = now;
            lines = 0;
            unnamed = 0;
        }
        if (lines == LINES) {
            unnamed++;
            return;
        }
        lines++;
        LOG.warnf(
                "Record at %s-%d offset %d is ignored: %s",
                record.topic(), record.partition(), record.offset(), reason);
    }
}
