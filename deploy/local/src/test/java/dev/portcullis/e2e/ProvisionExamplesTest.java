package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.e2e.Example.Outcome;
import dev.portcullis.local.access.ManagementToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples that come with the contract, against the running system. */
@ExtendWith(OnRunningSystem.class)
class ProvisionExamplesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningSystem system;
    private final Management management;

    ProvisionExamplesTest(RunningSystem system) throws IOException {
        this.system = system;
        this.management = system.management();
    }

    @BeforeAll
    static void whatTheShellNeedsIsThere() {
        for (String tool : new String[] {"bash", "curl", "jq"}) {
            assertThat(Stream.of(System.getenv("PATH").split(":", -1)).map(folder -> Path.of(folder, tool)))
                    .as("%s is needed on the PATH to test openapi/examples/provision.sh", tool)
                    .anyMatch(Files::isExecutable);
        }
    }

    @AfterEach
    void takeTheRouteOut() throws IOException {
        management.deleteAllRules();
        for (JsonNode route : read("/instances/demo/routes").path("items")) {
            if (route.path("name").asText().equals("orders")) {
                management.call(
                        "DELETE", "/instances/demo/routes/" + route.path("id").asText(), null);
            }
        }
    }

    private JsonNode read(String path) throws IOException {
        return JSON.readTree(management.call("GET", path, null).body());
    }

    private long newestRevision(String instance) throws IOException {
        return read("/instances/" + instance + "/revisions?pageSize=1")
                .path("items")
                .path(0)
                .path("revision")
                .asLong();
    }

    private static void assertDone(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.errors()).isEmpty();
    }

    private static void assertEnded(Outcome outcome, String... reasons) {
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.errors()).startsWith("provision: ").contains(reasons).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @EnumSource
    void an_instance_that_is_not_there_is_made_and_a_second_run_has_nothing_to_do(Example example) throws Exception {
        String instance = "made-by-" + example.name().toLowerCase(Locale.ROOT);
        Outcome first = example.run(system, instance);
        assertDone(first);
        assertThat(first.output())
                .contains("created", "CREATED ROUTE orders", "CREATED RULE orders", "2 added", "NO_NODES");
        JsonNode export = read("/instances/" + instance + ":export");
        assertThat(export.at("/rules/0/clockSkew").asInt()).isEqualTo(30);
        assertThat(export.at("/rules/0/authorizations"))
                .extracting(authorization -> authorization.at("/path/value").asText())
                .containsExactly("/orders/health", "/orders/docs");
        long revision = newestRevision(instance);

        Outcome second = example.run(system, instance);
        assertDone(second);
        assertThat(second.output())
                .contains("is there", "document: nothing", "authorizations: nothing", "clock skew: nothing")
                .doesNotContain("CREATED", "UPDATED", "DELETED");
        assertThat(newestRevision(instance)).isEqualTo(revision);
        assertThat(read("/instances/" + instance + ":export")).isEqualTo(export);
    }

    @ParameterizedTest
    @EnumSource
    void what_others_have_put_there_stays_and_every_node_enforces_what_is_new(Example example) throws Exception {
        String other = management.createRule(Demo.rule());
        management.disable(other);
        Outcome outcome = example.run(system, "demo");
        assertDone(outcome);
        assertThat(outcome.output()).contains("APPLIED; applied=2; known=2", "APPLIED, enforced by 2 of 2 nodes");
        assertThat(management.rules())
                .extracting(rule -> rule.path("id").asText())
                .contains(other)
                .hasSize(2);
        Caller caller = new Caller(system);
        caller.isDenied("/orders/1", "TOKEN_MISSING");
        caller.isLetIn("/orders/health");
    }

    @ParameterizedTest
    @EnumSource
    void only_what_is_missing_is_done(Example example) throws Exception {
        assertDone(example.run(system, "demo"));
        String rule = management.rules().getFirst().path("id").asText();
        String conditions = "/instances/demo/rules/" + rule + "/authorizations";
        String gone = read(conditions).at("/items/0/id").asText();
        management.deleteAuthorization(rule, gone);
        long revision = newestRevision("demo");

        Outcome outcome = example.run(system, "demo");
        assertDone(outcome);
        assertThat(outcome.output()).contains("document: nothing", "authorizations: 1 added", "clock skew: nothing");
        assertThat(newestRevision("demo")).isEqualTo(revision + 1);
        assertThat(read(conditions).path("items")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void who_may_only_read_is_told_so(Example example) throws Exception {
        String viewer = system.system().token(ManagementToken.Role.VIEWER);
        assertEnded(example.start(system, "demo").as(viewer).run(), "403", "FORBIDDEN");
        assertEnded(example.start(system, "demo").as("").run(), "PORTCULLIS_ADMIN_TOKEN");
        assertThat(management.rules()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void every_violation_is_told_and_nothing_is_done(Example example) throws Exception {
        long revision = newestRevision("demo");
        Outcome outcome =
                example.start(system, "demo").upstream("ftp://127.0.0.1").run();
        assertEnded(outcome, "422", "VALIDATION_FAILED", "routes[1].upstream.targets[0].url: ", "expected");
        assertThat(newestRevision("demo")).isEqualTo(revision);
    }

    @ParameterizedTest
    @EnumSource
    void a_change_that_came_between_is_seen_and_the_work_is_done_again(Example example) throws Exception {
        try (Rival rival = new Rival(system.at().api(), 1)) {
            assertDone(example.start(system, "demo").to(rival.at()).run());
            assertThat(rival.changes()).isEqualTo(1);
        }
        JsonNode rule = management.rules().getFirst();
        assertThat(rule.path("sub").asText()).isEqualTo("rival-1");
        assertThat(rule.path("clockSkew").asInt()).isEqualTo(30);
    }

    @ParameterizedTest
    @EnumSource
    void who_always_comes_too_late_gives_up_and_says_so(Example example) throws Exception {
        try (Rival rival = new Rival(system.at().api(), Integer.MAX_VALUE)) {
            assertEnded(
                    example.start(system, "demo").to(rival.at()).run(),
                    "changing the rule",
                    "somebody else was faster");
            assertThat(rival.changes()).isEqualTo(5);
        }
        assertThat(management.rules().getFirst().path("clockSkew").asInt()).isEqualTo(60);
    }

    @Test
    void the_shell_shows_the_token_to_nobody_who_lists_processes(@TempDir Path folder) throws Exception {
        Path arguments = folder.resolve("arguments");
        Path curl = folder.resolve("curl");
        String realCurl = Stream.of(System.getenv("PATH").split(":", -1))
                .map(path -> Path.of(path, "curl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow()
                .toString();
        Files.writeString(curl, """
                #!/bin/sh
                printf '%%s\\n' "$@" >>'%s'
                exec '%s' "$@"
                """.formatted(arguments, realCurl));
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwx------"));
        String token = system.system().token(ManagementToken.Role.ADMIN);
        assertDone(Example.SHELL
                .start(system, "demo")
                .as(token)
                .with("PATH", folder + ":" + System.getenv("PATH"))
                .run());
        assertThat(Files.readString(arguments))
                .contains("/instances/demo:apply")
                .doesNotContain(token);
    }
}
