package dev.portcullis.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.gateway.attack.RawHttp.Response;
import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.gateway.keys.KeySourceStatus;
import dev.portcullis.gateway.ruleset.LiveRuleSet;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys.Standing;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.RequestPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What one class of attacks works with: the node, its configuration and its clock, the upstream, and the count. */
final class Scene {
    private final Stage stage;
    private final Tally tally;
    private final AtomicLong revision = new AtomicLong();
    private final int upstreamBefore;
    private int expected;

    Scene(Stage stage, String name) {
        this.stage = stage;
        this.tally = stage.tally(name);
        this.upstreamBefore = stage.upstream().total();
        stage.nowMillis().set(Stage.NOW_SECONDS * 1_000);
    }

    Tally tally() {
        return tally;
    }

    Upstream upstream() {
        return stage.upstream();
    }

    int expectedAtUpstream() {
        return upstreamBefore + expected;
    }

    Keys keys() {
        return stage.keys();
    }

    int port() {
        return stage.port();
    }

    LiveRuleSet live() {
        return stage.live();
    }

    /** Moves the node's clock. */
    void now(long millis) {
        stage.nowMillis().set(millis);
    }

    /** Brings rules into force, with one route for everything to the upstream. */
    void configure(Rules... rules) {
        configure(RequestPolicy.STRICT, rules);
    }

    void configure(RequestPolicy policy, Rules... rules) {
        stage.live()
                .current(
                        Rules.image(
                                revision.incrementAndGet(),
                                policy,
                                stage.upstream().url(),
                                rules),
                        Origin.TOPIC);
    }

    /** Waits until the keys that a URL publishes serve and no fetch is under way. */
    void awaitKeys(String url) {
        awaitStatus(url, status -> status.unavailable() == null && status.nextFetchAt() != null);
    }

    /** Waits until a fetch of the keys at a URL has failed. */
    void awaitFailedFetch(String url) {
        awaitStatus(url, status -> status.failuresInARow() > 0);
    }

    /** Waits until the set at a URL holds no key that can serve. */
    void awaitNoUsableKey(String url) {
        awaitStatus(
                url,
                status -> status.unavailable() == null
                        && status.keys().stream()
                                .allMatch(key -> key.algorithms().isEmpty()));
    }

    private void awaitStatus(String url, Predicate<KeySourceStatus> wanted) {
        String location = KeyReport.locationOf(url);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            List<KeySourceStatus> there = standings().stream()
                    .flatMap(standing -> standing instanceof Standing.Followed followed
                            ? Stream.of(followed.status())
                            : Stream.empty())
                    .filter(status -> status.location().equals(location))
                    .toList();
            return !there.isEmpty() && there.stream().allMatch(wanted);
        });
    }

    List<Standing> standings() {
        return stage.publishedKeys().standings();
    }

    static String get(String target, String... fields) {
        return request("GET", target, fields);
    }

    static String request(String method, String target, String... fields) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: api.example\r\n");
        Arrays.stream(fields).forEach(field -> text.append(field).append("\r\n"));
        return text.append("\r\n").toString();
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    Response send(String request) {
        upstream().take();
        return RawHttp.send(stage.port(), request);
    }

    /** An attack: must be answered with one of these statuses, and nothing of it may reach the upstream. */
    Response refused(String request, Integer... statuses) {
        tally.tries();
        Response response = stopped(request, statuses);
        tally.refused();
        return response;
    }

    private Response stopped(String request, Integer... statuses) {
        Response response = send(request);
        assertThat(upstream().take()).as("what reached the upstream").isEmpty();
        assertThat(response.status()).as(response.head() + response.body()).isIn((Object[]) statuses);
        return response;
    }

    /** An attack that may pass, since what it asked for is not what arrived. Answers what did. */
    String harmless(String request) {
        tally.tries();
        String arrived = arrives(request);
        tally.harmless();
        return arrived;
    }

    /** The twin of an attack: must arrive. Answers the octets that did. */
    String admitted(String request) {
        String arrived = arrives(request);
        tally.twin();
        return arrived;
    }

    /** A request that was sent outside of the count has reached the upstream, as it may. */
    void countAtUpstream() {
        expected++;
    }

    /** The octets of the one request that must reach the upstream. */
    String arrives(String request) {
        Response response = send(request);
        assertThat(response.status()).as(response.head() + response.body()).isIn(200, 101);
        List<String> arrived = upstream().take();
        assertThat(arrived).hasSize(1);
        expected++;
        return arrived.getFirst();
    }

    /** A token that must be refused with 401, beside one that is let through and differs only by the attack. */
    DynamicTest token(String name, String attack, String twin) {
        return pair(name, get("/admin", bearer(attack)), get("/admin", bearer(twin)), 401);
    }

    DynamicTest pair(String name, String attack, String twin, Integer... statuses) {
        return dynamicTest(name, () -> {
            admitted(twin);
            refused(attack, statuses);
            // A second time: what was remembered of the first may not help.
            stopped(attack, statuses);
        });
    }
}
