package dev.portcullis.control.start;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before the database has been there once, with the schema that this version expects. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {
    private final DatabaseStart start;

    DatabaseReadiness(DatabaseStart start) {
        this.start = start;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.builder().name("database schema").status(start.isDone());
        start.waitsFor().ifPresent(what -> answer.withData("waitsFor", what));
        return answer.build();
    }
}
