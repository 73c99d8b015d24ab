package dev.portcullis.control.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Eventually;
import dev.portcullis.control.testing.TopicReplay;
import dev.portcullis.model.RuleItem;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class ConcurrentWritesTest {
    private static final int CALLERS = 10;
    private static final int ROUNDS = 3;

    private final Api api = Api.admin();

    @Inject
    ConfigTopic topic;

    /** Runs ten callers at once; what one of them throws fails the test. */
    private static void together(IntConsumer caller) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CALLERS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    start.await();
                    caller.accept(number);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    private RequestSpecification mergePatch(String patch) {
        return api.request().contentType("application/merge-patch+json").body(patch);
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Test
    void no_edit_is_lost_when_ten_callers_read_and_replace_one_rule() throws Exception {
        String instance = api.newInstance();
        Map<String, Object> made = Api.ruleWith("clockSkew", 0);
        String path = api.newRule(instance, made);
        AtomicInteger refused = new AtomicInteger();
        together(caller -> {
            for (int round = 0; round < ROUNDS; round++) {
                while (!increment(path)) {
                    refused.incrementAndGet();
                }
            }
        });
        // Each caller counts up what it has read: had one overwritten another, some of the sum would be missing.
        api.get(path)
                .body("clockSkew", equalTo(CALLERS * ROUNDS))
                .body("revision", equalTo(2 + CALLERS * ROUNDS))
                .body("name", equalTo(made.get("name")));
        assertThat(refused).hasPositiveValue();
    }

    private boolean increment(String path) {
        Response read = api.get(path).statusCode(200).extract().response();
        Map<String, Object> rule = read.jsonPath().getMap("");
        rule.merge("clockSkew", 1, (one, other) -> (Integer) one + (Integer) other);
        Response answer =
                api.request().header("If-Match", read.header("ETag")).body(rule).put(path);
        assertThat(answer.statusCode()).isIn(200, 412);
        return answer.statusCode() == 200;
    }

    @Test
    void patches_of_different_fields_do_not_disturb_each_other() throws Exception {
        String path = api.newRule(api.newInstance());
        List<String> patches = List.of(
                "{\"sub\": \"s%d\"}",
                "{\"audiences\": [\"a%d\"]}",
                "{\"clockSkew\": %d}",
                "{\"maxTokenLifetime\": 1%d}",
                "{\"token\": {\"key\": \"X-Token-%d\"}}",
                "{\"token\": {\"prefix\": \"P%d\"}}",
                "{\"issuer\": \"https://issuer.example/%d\"}",
                "{\"name\": \"patched %d\"}",
                "{\"requiredClaims\": [{\"claim\": \"c\", \"anyOf\": [%d]}]}",
                "{\"claimsToHeaders\": [{\"claim\": \"c\", \"header\": \"X-%d\"}]}");
        together(caller -> {
            for (int round = 1; round <= ROUNDS; round++) {
                mergePatch(patches.get(caller).formatted(round))
                        .patch(path)
                        .then()
                        .statusCode(200);
            }
        });
        api.get(path)
                .body("sub", equalTo("s" + ROUNDS))
                .body("audiences", equalTo(List.of("a" + ROUNDS)))
                .body("clockSkew", equalTo(ROUNDS))
                .body("maxTokenLifetime", equalTo(10 + ROUNDS))
                .body("token.key", equalTo("X-Token-" + ROUNDS))
                .body("token.prefix", equalTo("P" + ROUNDS))
                .body("issuer", equalTo("https://issuer.example/" + ROUNDS))
                .body("name", equalTo("patched " + ROUNDS))
                .body("requiredClaims[0].anyOf", equalTo(List.of(ROUNDS)))
                .body("claimsToHeaders[0].header", equalTo("X-" + ROUNDS))
                .body("revision", equalTo(2 + CALLERS * ROUNDS));
    }

    @Test
    void ten_callers_who_do_different_things_to_one_rule_are_all_answered_and_nodes_see_the_sum() throws Exception {
        String instance = api.newInstance();
        String path = api.newRule(instance);
        String conditions = path + "/authorizations";
        Queue<String> made = new ConcurrentLinkedQueue<>();
        AtomicInteger deleted = new AtomicInteger();
        together(caller -> {
            for (int round = 0; round < ROUNDS; round++) {
                switch (caller % 5) {
                    case 0 -> api.post(path + "/enable").statusCode(200);
                    case 1 -> api.post(path + "/disable").statusCode(200);
                    case 2 ->
                        made.add(api.post(conditions, Api.authorization("/" + caller + "/" + round))
                                .statusCode(201)
                                .extract()
                                .path("id"));
                    case 3 -> deleteOne(conditions, made, deleted);
                    default ->
                        mergePatch("{\"clockSkew\": " + (caller + round) + "}")
                                .patch(path)
                                .then()
                                .statusCode(200);
                }
            }
        });
        int left = 2 * ROUNDS - deleted.get();
        api.get(conditions).body("totalSize", equalTo(left));
        int newest = api.get(instance + "/propagation").extract().path("revision");
        boolean enabled = api.get(path).extract().path("enabled");
        String id = id(instance);
        Eventually.await().untilAsserted(() -> {
            var image = TopicReplay.of(id, topic.records(id)).image();
            assertThat(image.head())
                    .isNotNull()
                    .satisfies(head -> assertThat(head.revision()).isEqualTo(newest));
            assertThat(image.rules().values()).singleElement().returns(enabled, RuleItem::enabled);
            assertThat(image.authorizationsOf(id(path))).hasSize(left);
        });
    }

    private void deleteOne(String conditions, Queue<String> made, AtomicInteger deleted) {
        String id = made.poll();
        if (id != null) {
            api.delete(conditions + "/" + id).statusCode(204);
            deleted.incrementAndGet();
        }
    }
}
