package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.keys.FetchFailure.Reason;
import dev.portcullis.gateway.keys.RemoteKeySource.FetchHeader;
import dev.portcullis.gateway.keys.RemoteKeySource.Location;
import dev.portcullis.gateway.peer.Provider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiscoveryTest {
    private final KeysBench bench = new KeysBench();
    private final Provider keys = new Provider(Provider.ok("keys: a", "Cache-Control: max-age=100"));
    private final Provider issuer = new Provider(Provider.ok(""));
    private final String issuerUrl = "http://keys.test:" + issuer.port() + "/realms/one";
    private final String keysUrl = "http://keys.test:" + keys.port() + "/jwks";

    @AfterEach
    void close() throws IOException {
        bench.close();
        keys.close();
        issuer.close();
    }

    private static RemoteKeySource discovered(String issuer) {
        return new RemoteKeySource(new Location.Discovery(issuer), List.of(new FetchHeader("X-Key", "hunter2")), null);
    }

    private static String document(String issuer, String keysUrl) {
        return "{\"issuer\":\"" + issuer + "\",\"x\":[1,{}],\"jwks_uri\":\"" + keysUrl + "\"}";
    }

    @Test
    void keys_are_found_by_the_issuers_document_and_live_as_long_as_their_own_answer_says() {
        issuer.become(Provider.ok(document(issuerUrl, keysUrl), "Cache-Control: max-age=9000"));

        KeySourceStatus status = bench.fetched(discovered(issuerUrl));

        assertThat(bench.kids(discovered(issuerUrl))).containsExactly("a");
        assertThat(status.location()).isEqualTo(issuerUrl);
        assertThat(status.nextFetchAt()).isEqualTo(ManualTimers.START.plusSeconds(80));
        assertThat(issuer.heads().getFirst()).startsWith("GET /realms/one/.well-known/openid-configuration HTTP/1.1");
    }

    @Test
    void a_slash_at_the_end_of_the_issuer_is_part_of_its_name_but_not_doubled_in_its_address() {
        issuer.become(Provider.ok(document(issuerUrl + "/", keysUrl)));

        bench.fetched(discovered(issuerUrl + "/"));

        assertThat(issuer.heads().getFirst()).startsWith("GET /realms/one/.well-known/openid-configuration HTTP/1.1");
    }

    static Stream<Arguments> documents() {
        return Stream.of(
                Arguments.of(Reason.ISSUER_MISMATCH, "{\"issuer\":\"ISSUER/\",\"jwks_uri\":\"KEYS\"}"),
                Arguments.of(Reason.ISSUER_MISMATCH, "{\"issuer\":\"HTTP://keys.test\",\"jwks_uri\":\"KEYS\"}"),
                Arguments.of(Reason.DISCOVERY_REFUSED, "{\"jwks_uri\":\"KEYS\"}"),
                Arguments.of(Reason.DISCOVERY_REFUSED, "{\"issuer\":[\"ISSUER\"],\"jwks_uri\":\"KEYS\"}"),
                Arguments.of(Reason.DISCOVERY_REFUSED, "{\"issuer\":\"ISSUER\"}"),
                Arguments.of(Reason.DISCOVERY_REFUSED, "{\"issuer\":\"ISSUER\",\"jwks_uri\":7}"),
                Arguments.of(
                        Reason.DISCOVERY_REFUSED, "{\"issuer\":\"evil\",\"issuer\":\"ISSUER\",\"jwks_uri\":\"KEYS\"}"),
                Arguments.of(Reason.DISCOVERY_REFUSED, "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"KEYS\"} more"),
                Arguments.of(Reason.DISCOVERY_REFUSED, "[".repeat(5_000)),
                Arguments.of(Reason.DISCOVERY_REFUSED, "<html>hunter2</html>"),
                Arguments.of(Reason.DISCOVERY_REFUSED, ""),
                Arguments.of(Reason.TOO_LARGE, " ".repeat(64 * 1024) + "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"KEYS\"}"),
                Arguments.of(Reason.URL_REFUSED, "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"file:///etc/passwd\"}"),
                Arguments.of(Reason.URL_REFUSED, "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"/jwks\"}"),
                Arguments.of(
                        Reason.ADDRESS_REFUSED, "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"http://169.254.169.254/\"}"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void a_document_that_does_not_fit_the_rule_leads_to_no_keys(Reason reason, String document) {
        issuer.become(Provider.ok(document.replace("ISSUER", issuerUrl).replace("KEYS", keysUrl)));

        assertThat(bench.failed(discovered(issuerUrl)).reason()).isEqualTo(reason);

        assertThat(bench.status(discovered(issuerUrl)).toString()).doesNotContain("hunter2");
        assertThat(keys.connections()).isZero();
        issuer.become(Provider.ok(document(issuerUrl, keysUrl)));
        bench.timers.advance(Duration.ofSeconds(1));
        bench.awaitState(discovered(issuerUrl), KeySetState.FRESH);
    }

    @Test
    void a_failure_says_which_of_the_two_documents_it_was() {
        issuer.become(Provider.status("404 Not Found", "hunter2"));
        assertThat(bench.failed(discovered(issuerUrl)))
                .isEqualTo(new FetchFailure(Reason.STATUS_NOT_OK, "discovery document: status 404 (expected: 200)"));

        issuer.become(Provider.ok(document(issuerUrl, keysUrl + "?token=hunter2")));
        keys.become(Provider.ok("hunter2"));
        RemoteKeySource plain = new RemoteKeySource(new Location.Discovery(issuerUrl), List.of(), null);
        assertThat(bench.failed(plain))
                .isEqualTo(new FetchFailure(
                        Reason.KEY_SET_REFUSED, "key set at \"" + keysUrl + "\": not a set (expected: keys)"));
    }

    @Test
    void headers_that_were_withheld_from_another_origin_are_said_where_the_fetch_fails_without_them() {
        issuer.become(Provider.ok(document(issuerUrl, keysUrl)));
        keys.become(Provider.status("401 Unauthorized", ""));

        assertThat(bench.failed(discovered(issuerUrl)))
                .isEqualTo(new FetchFailure(
                        Reason.STATUS_NOT_OK,
                        "key set at \"" + keysUrl + "\" (of another origin than the issuer: without the headers of the"
                                + " fetch): status 401 (expected: 200)"));
    }

    @Test
    void a_document_of_another_issuer_is_told_with_that_issuer() {
        issuer.become(Provider.ok(document(issuerUrl + "/", keysUrl)));
        assertThat(bench.failed(discovered(issuerUrl)).detail())
                .isEqualTo("discovery document: issuer \"" + issuerUrl + "/\" (expected: the rule's, \"" + issuerUrl
                        + "\")");

        issuer.become(Provider.ok(document("a\\nb" + "c".repeat(300), keysUrl)));
        bench.timers.advance(Duration.ofSeconds(1));
        KeySourceStatus status = bench.awaitStatus(discovered(issuerUrl), next -> next.failuresInARow() == 2);
        assertThat(Objects.requireNonNull(status.lastFailure()).detail())
                .startsWith("discovery document: issuer \"a?bccc")
                .contains("…\" (expected: ");
    }

    @Test
    void an_issuer_that_is_no_plain_url_is_not_asked() {
        assertThat(bench.failed(discovered("accounts.example")).reason()).isEqualTo(Reason.URL_REFUSED);
        assertThat(bench.failed(discovered(issuerUrl + "?x=1")).reason()).isEqualTo(Reason.URL_REFUSED);
        assertThat(bench.failed(discovered(issuerUrl + "#x")).reason()).isEqualTo(Reason.URL_REFUSED);
        assertThat(issuer.connections()).isZero();
    }

    @Test
    void a_redirected_discovery_is_refused() {
        issuer.become(Provider.status("302 Found", "", "Location: " + keysUrl));

        assertThat(bench.failed(discovered(issuerUrl)).reason()).isEqualTo(Reason.REDIRECTED);
        assertThat(keys.connections()).isZero();
    }

    @Test
    void the_extra_headers_go_to_the_origin_of_the_issuer_alone() {
        issuer.become(Provider.ok(document(issuerUrl, keysUrl)));
        bench.fetched(discovered(issuerUrl));
        assertThat(issuer.heads().getFirst()).contains("X-Key: hunter2");
        assertThat(keys.heads().getFirst()).doesNotContain("X-Key");

        String ownKeys = "http://keys.test:" + issuer.port() + "/jwks";
        issuer.become((socket, out) -> Provider.ok(
                        issuer.heads().getLast().startsWith("GET /jwks ") ? "keys: b" : document(issuerUrl, ownKeys))
                .answer(socket, out));
        bench.timers.advance(Duration.ofSeconds(80));
        bench.awaitStatus(
                discovered(issuerUrl),
                status -> bench.kids(discovered(issuerUrl)).contains("b"));
        assertThat(issuer.heads().getLast()).startsWith("GET /jwks ").contains("X-Key: hunter2");
    }
}
