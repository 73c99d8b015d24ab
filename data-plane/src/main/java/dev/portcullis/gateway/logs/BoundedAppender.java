package dev.portcullis.gateway.logs;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Hands lines to a thread of its own, by a queue that has an end: whoever logs waits for nobody, and what finds the queue
 * full is counted and dropped. Of lines of one kind that come too fast, only the number is written.
 */
public final class BoundedAppender extends AsyncAppender {
    /** Room for threads that find the queue not yet full at the same time. */
    private static final int RESERVE = 64;

    private static final String OURS = "dev.portcullis.";

    private final LongAdder dropped = new LongAdder();
    private int linesPerSecond;
    private @Nullable LineLimit limit;
    private @Nullable ScheduledFuture<?> telling;

    /**
     * A setting of the configuration: how many lines one of our classes may write at one level. A library, of whose lines
     * nobody knows what a peer can do to have them written, may write one. Without it there is no limit.
     */
    public void setLinesPerSecond(int lines) {
        linesPerSecond = lines;
        limit = new LineLimit();
    }

    /** Lines that found the queue full. */
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public void start() {
        setNeverBlock(true);
        setDiscardingThreshold(RESERVE);
        super.start();
        if (limit != null) {
            telling = getContext()
                    .getScheduledExecutorService()
                    .scheduleAtFixedRate(this::tellWhatWasLeftOut, 1, 1, TimeUnit.SECONDS);
        }
    }

    @Override
    protected boolean isDiscardable(ILoggingEvent event) {
        dropped.increment();
        return true;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (limit == null || isAdmitted(event, limit)) {
            super.append(event);
        }
    }

    private boolean isAdmitted(ILoggingEvent event, LineLimit rate) {
        int lines = event.getLoggerName().startsWith(OURS) ? linesPerSecond : 1;
        return rate.admits(new LineLimit.Kind(event.getLoggerName(), event.getLevel()), lines, System.nanoTime());
    }

    private void tellWhatWasLeftOut() {
        if (limit == null || !(getContext() instanceof LoggerContext loggers)) {
            return;
        }
        for (LineLimit.LeftOut some : limit.leftOut()) {
            super.append(new LoggingEvent(
                    BoundedAppender.class.getName(),
                    loggers.getLogger(some.kind().logger()),
                    some.kind().level(),
                    some.lines() + " more lines of this kind are left out",
                    null,
                    null));
        }
    }

    @Override
    public void stop() {
        if (telling != null) {
            telling.cancel(false);
            tellWhatWasLeftOut();
        }
        super.stop();
    }
}
