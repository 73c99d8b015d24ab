package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.parts.ProcessIdentity;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The control plane that relays goes, under a burst of writes, while a second one waits. */
@ExtendWith(OnRunningSystem.class)
class TakeOverTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int WRITES = 60;

    private final RunningSystem system;
    private final Management management;
    private final ProcessIdentity first;
    private final SecondControlPlane second;
    private String rule = "";

    TakeOverTest(RunningSystem system) throws Exception {
        this.system = system;
        management = system.management();
        first = system.process("control-plane");
        second = SecondControlPlane.start(first, Map.of());
    }

    @BeforeEach
    void theSecondWaits() throws Exception {
        rule = management.createRule(Management.ruleFor(Signer.of(JwsAlgorithm.ES256, "key-1"), Map.of()));
        second.awaitReady();
        await().atMost(LIMIT).until(() -> relays() == 2);
    }

    @AfterEach
    void theFirstIsBack() throws Exception {
        second.close();
        first.signal("CONT");
        if (!first.isAlive()) {
            system.system().start("control-plane");
        }
        await().atMost(LIMIT).until(() -> owed() == 0);
    }

    @Test
    void the_second_takes_over_when_the_first_is_killed_and_nothing_acknowledged_is_lost() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> writes = burst();
        await().atMost(LIMIT)
                .until(() -> writes.stream().filter(CompletableFuture::isDone).count() > WRITES / 3);
        first.signal("KILL");
        long killedNanos = System.nanoTime();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> secondRelays() && owed() == 0);
        System.out.printf(
                "  take-over after kill -9: %d ms%n",
                Duration.ofNanos(System.nanoTime() - killedNanos).toMillis());
        assertThat(conditions()).isGreaterThanOrEqualTo(acknowledged(writes));
        awaitApplied(writes);
    }

    @Test
    void the_second_takes_over_when_the_first_stands_still_and_the_first_does_no_harm_when_it_goes_on()
            throws Exception {
        List<CompletableFuture<HttpResponse<String>>> writes = burst();
        await().atMost(LIMIT).until(() -> writes.stream().anyMatch(CompletableFuture::isDone));
        first.signal("STOP");
        long stoppedNanos = System.nanoTime();
        await().atMost(LIMIT).until(() -> secondRelays() && owed() == 0);
        System.out.printf(
                "  take-over after SIGSTOP: %d ms%n",
                Duration.ofNanos(System.nanoTime() - stoppedNanos).toMillis());
        first.signal("CONT");
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
                .exceptionally(e -> null)
                .join();
        assertThat(conditions()).isGreaterThanOrEqualTo(acknowledged(writes));
        awaitApplied(writes);
    }

    private List<CompletableFuture<HttpResponse<String>>> burst() {
        return IntStream.range(0, WRITES)
                .mapToObj(number -> management.begin(
                        "POST",
                        "/instances/demo/rules/" + rule + "/authorizations",
                        "{\"path\": {\"match\": \"EXACT\", \"value\": \"/" + number + "\"}}",
                        Duration.ZERO,
                        Version.HTTP_1_1))
                .toList();
    }

    private static long acknowledged(List<CompletableFuture<HttpResponse<String>>> writes) {
        return writes.stream()
                .filter(write -> write.isDone() && !write.isCompletedExceptionally())
                .filter(write -> write.join().statusCode() == 201)
                .count();
    }

    /** Both nodes let in what was acknowledged, and nothing else. */
    private void awaitApplied(List<CompletableFuture<HttpResponse<String>>> writes) throws Exception {
        Caller caller = new Caller(system);
        for (int number = 0; number < WRITES; number++) {
            CompletableFuture<HttpResponse<String>> write = writes.get(number);
            if (acknowledged(List.of(write)) == 1) {
                String path = "/" + number;
                await().atMost(LIMIT).untilAsserted(() -> caller.isLetIn(path));
            }
        }
        caller.isDenied("/", "TOKEN_MISSING");
    }

    private long conditions() throws SQLException {
        return number(
                "SELECT count(*) FROM rule_authorization WHERE instance_id = 'demo' AND rule_id = '" + rule + "'");
    }

    private boolean secondRelays() throws IOException {
        return second.log().stream().anyMatch(line -> line.contains("Relaying"));
    }

    private long relays() throws SQLException {
        return number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'portcullis-relay'");
    }

    private long owed() throws SQLException {
        return number("SELECT count(*) FROM outbox_entry");
    }

    private long number(String sql) throws SQLException {
        try (Database database = new Database(system)) {
            return database.number(sql);
        }
    }
}
