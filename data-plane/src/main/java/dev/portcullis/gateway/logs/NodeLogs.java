package dev.portcullis.gateway.logs;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The bounded logs of this process, as its configuration of Logback has them. */
public final class NodeLogs {
    private NodeLogs() {}

    public static void bindTo(MeterRegistry registry) {
        for (BoundedAppender log : logs()) {
            FunctionCounter.builder("portcullis.log.dropped", log, BoundedAppender::dropped)
                    .description("Lines that were not written because whoever reads them is too slow")
                    .tag("log", log.getName())
                    .register(registry);
        }
    }

    /** Waits, for a second at most, until what was logged is written. Nothing is written after that. */
    public static void stop() {
        logs().forEach(BoundedAppender::stop);
    }

    private static List<BoundedAppender> logs() {
        List<BoundedAppender> logs = new ArrayList<>();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (Logger logger : context.getLoggerList()) {
                for (var all = logger.iteratorForAppenders(); all.hasNext(); ) {
                    Appender<ILoggingEvent> appender = all.next();
                    if (appender instanceof BoundedAppender log) {
                        logs.add(log);
                    }
                }
            }
        }
        return logs;
    }
}
