package dev.portcullis.gateway.admin;

import dev.portcullis.policy.DecisionFailures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts exceptions inside decisions and logs where they came from, never what they say: that may quote a token. */
public final class FailedDecisions implements DecisionFailures {
    private static final Logger LOG = LoggerFactory.getLogger(FailedDecisions.class);
    private static final int FRAMES = 8;

    private final Map<Part, Counter> counters = new EnumMap<>(Part.class);

    public FailedDecisions(MeterRegistry registry) {
        for (Part part : Part.values()) {
            counters.put(
                    part,
                    Counter.builder("portcullis.decision.failures")
                            .description("Exceptions inside decisions; ENFORCED: the request was denied")
                            .tag("part", part.name())
                            .register(registry));
        }
    }

    @Override
    public void failed(Part part, Throwable cause) {
        Counter counter = counters.get(part);
        if (counter != null) {
            counter.increment();
        }
        LOG.error("deciding failed, {}: {}", part, new Origin(cause));
    }

    /** Written out only if the line is. */
    private record Origin(Throwable cause) {
        @Override
        public String toString() {
            return Arrays.stream(cause.getStackTrace())
                    .limit(FRAMES)
                    .map(StackTraceElement::toString)
                    .collect(Collectors.joining(" < ", cause.getClass().getName() + " at ", ""));
        }
    }
}
