package dev.portcullis.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.portcullis.policy.DecisionFailures.Part;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailedDecisionsTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(FailedDecisions.class);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void listen() {
        lines.start();
        LOG.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(lines);
    }

    private double count(Part part) {
        return registry.get("portcullis.decision.failures")
                .tag("part", part.name())
                .counter()
                .count();
    }

    @Test
    void a_failure_is_counted_and_logged_with_its_origin_and_without_its_message() {
        new FailedDecisions(registry).failed(Part.SHADOW, new NumberFormatException("For input string: \"secret\""));

        assertThat(count(Part.SHADOW)).isEqualTo(1);
        assertThat(count(Part.ENFORCED)).isZero();
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage())
                    .contains("SHADOW", "java.lang.NumberFormatException", "FailedDecisionsTest")
                    .doesNotContain("secret");
            assertThat(line.getThrowableProxy()).isNull();
        });
    }
}
