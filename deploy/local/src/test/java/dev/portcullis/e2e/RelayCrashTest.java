package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.model.JwsAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The control plane is killed after its relay committed to Kafka and before it deleted what it had published. */
@ExtendWith(OnRunningSystem.class)
class RelayCrashTest {
    private final RunningSystem system;
    private final Management management;
    private final Caller caller;
    private String rule = "";
    private String condition = "";

    RelayCrashTest(RunningSystem system) throws Exception {
        this.system = system;
        management = system.management();
        caller = new Caller(system);
    }

    @BeforeEach
    void aRuleThatAsksForTokensEverywhereButThere() throws Exception {
        rule = management.createRule(Management.ruleFor(Signer.of(JwsAlgorithm.ES256, "key-1"), Map.of()));
        condition = management.createAuthorization(rule, Management.path("PREFIX", "/open"));
        await().until(() -> owed() == 0);
    }

    @Test
    void what_is_published_twice_changes_nothing_and_work_goes_on() throws Exception {
        try (Watch watch = new Watch(system, "/")) {
            try (HeldUpDeletion deletion = new HeldUpDeletion(system)) {
                management.disable(rule);
                deletion.awaitAttempt();
                long published = deletion.oldestRevision();
                system.kill("control-plane");
                assertThat(deletion.oldestRevision()).isEqualTo(published);
            }
            restart();
            assertThat(watch.statuses())
                    .allSatisfy(seen -> assertThat(turns(seen)).isEqualTo(List.of(401, 200)));
        }

        management.enable(rule);
        caller.isDenied("/", "TOKEN_MISSING");
        caller.isLetIn("/open");
    }

    @Test
    void what_was_committed_behind_it_is_not_lost_and_no_node_goes_back() throws Exception {
        try (Watch watch = new Watch(system, "/")) {
            try (HeldUpDeletion deletion = new HeldUpDeletion(system)) {
                management.disable(rule);
                deletion.awaitAttempt();
                // These commit in the database; the relay, held up, cannot come to them.
                String path = "/instances/demo/rules/" + rule;
                management.callWithoutWaiting("POST", path + "/enable");
                management.callWithoutWaiting("DELETE", path + "/authorizations/" + condition);
                system.kill("control-plane");
            }
            caller.isLetIn("/");
            restart();
            await().untilAsserted(() -> caller.isDenied("/", "TOKEN_MISSING"));
            caller.isDenied("/open", "TOKEN_MISSING");
            assertThat(watch.statuses())
                    .allSatisfy(seen -> assertThat(turns(seen)).isEqualTo(List.of(401, 200, 401)));
        }
    }

    private void restart() throws Exception {
        system.system().start("control-plane");
        await().atMost(Duration.ofSeconds(30)).until(() -> owed() == 0);
    }

    private long owed() throws Exception {
        try (Database database = new Database(system)) {
            return database.number("SELECT count(*) FROM outbox_entry");
        }
    }

    /** The answers without repetitions. */
    private static List<Integer> turns(List<Integer> statuses) {
        return IntStream.range(0, statuses.size())
                .filter(i -> i == 0 || !statuses.get(i).equals(statuses.get(i - 1)))
                .mapToObj(statuses::get)
                .toList();
    }
}
