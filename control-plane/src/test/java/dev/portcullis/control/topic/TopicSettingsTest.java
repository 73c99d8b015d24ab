package dev.portcullis.control.topic;

import static dev.portcullis.control.testing.Eventually.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.LosableServers;
import dev.portcullis.control.testing.SpoiltTopic;
import dev.portcullis.control.testing.TopicReplay;
import dev.portcullis.model.Head;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(LosableServers.class)
@NullUnmarked
class TopicSettingsTest {
    private final Api api = Api.admin();

    @Inject
    Topics topics;

    @Inject
    ConfigTopic topic;

    @Inject
    Database database;

    @AfterEach
    void set_right() throws InterruptedException {
        new TopicSettings(topics, true).check();
        await().until(() -> ready().statusCode() == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "cleanup.policy, delete, compact",
        "cleanup.policy, 'compact,delete', compact",
        "delete.retention.ms, 3600000, 7200000 or more",
        "max.message.bytes, 100000, 802816 or more",
        "min.insync.replicas, 2, '1-1, its replicas'"
    })
    void a_wrong_setting_is_named_with_what_was_found_and_expected_and_set_right_only_where_that_is_allowed(
            String setting, String wrong, String expected) throws InterruptedException {
        topics.ensure();
        spoilt().set(setting, wrong);
        TopicFault fault = new TopicFault(topics.config(), setting, wrong, expected);
        assertThat(new TopicSettings(topics, false).check()).containsExactly(fault);
        assertThat(fault.text())
                .isEqualTo(
                        "topic " + topics.config() + ": " + setting + ": " + wrong + " (expected: " + expected + ")");
        assertThat(new TopicSettings(topics, true).check()).isEmpty();
        assertThat(new TopicSettings(topics, false).check()).isEmpty();
    }

    @Test
    void with_retention_by_time_nothing_is_published_until_it_is_set_right_and_then_everything_is() throws Exception {
        String instance = api.newInstance();
        api.newRule(instance);
        await().until(() -> revision(instance) == 2 && database.outboxSize() == 0);
        spoilt().set("cleanup.policy", "delete");
        await().until(() -> ready().statusCode() == 503);
        assertThat(ready().asString()).contains("cleanup.policy", "delete (expected: compact)");
        api.post(instance + "/routes", Api.route()).statusCode(201);
        spoilt().removeRecords();
        assertThat(topic.records(id(instance))).isEmpty();
        assertThat(database.outboxSize()).isPositive();

        new TopicSettings(topics, true).check();
        await().until(() -> ready().statusCode() == 200);
        await().until(() -> revision(instance) == 3);
        TopicReplay replay = replay(instance);
        assertThat(replay.image().rules()).hasSize(1);
        assertThat(replay.image().routes()).hasSize(1);
    }

    private SpoiltTopic spoilt() {
        return new SpoiltTopic(topics);
    }

    private static io.restassured.response.Response ready() {
        return given().get("/q/health/ready");
    }

    /** Of what compaction leaves; 0 while that is not whole. */
    private long revision(String instance) {
        try {
            Head head = replay(instance).image().head();
            return head == null ? 0 : head.revision();
        } catch (AssertionError e) {
            return 0;
        }
    }

    private TopicReplay replay(String instance) {
        List<ConfigTopic.Entry> records = topic.records(id(instance));
        return TopicReplay.of(id(instance), SpoiltTopic.compacted(records));
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
