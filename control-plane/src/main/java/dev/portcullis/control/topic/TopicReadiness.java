package dev.portcullis.control.topic;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while a topic has a setting with which changes could be lost. A Kafka that is away does not count: the outbox waits for it. */
@Readiness
@ApplicationScoped
class TopicReadiness implements HealthCheck {
    private final TopicWatch watch;

    TopicReadiness(TopicWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        List<TopicFault> faults = watch.faults();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.builder().name("topics").status(faults.isEmpty());
        for (TopicFault fault : faults) {
            answer.withData(
                    fault.topic() + " " + fault.setting(), fault.found() + " (expected: " + fault.expected() + ")");
        }
        return answer.build();
    }
}
