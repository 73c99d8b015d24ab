package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.gateway.keys.RemoteKeySource.FetchHeader;
import dev.portcullis.gateway.keys.RemoteKeySource.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteKeySourceTest {

    @Test
    void a_source_shows_no_secret() {
        RemoteKeySource source = new RemoteKeySource(
                new Location.KeySetUrl("https://user:hunter2@keys.test/jwks?key=hunter2#hunter2"),
                List.of(new FetchHeader("X-Api-Key", "hunter2")),
                "pem");

        assertThat(source.toString())
                .isEqualTo("RemoteKeySource[https://keys.test/jwks, headers=[X-Api-Key], ca=custom]");
        assertThat(source.headers().toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"Host,x", "Content-Length,1", "X y,1", "'',1", "X-Key,'a\r\nb'", "X-Key,é"})
    void a_header_that_would_change_the_message_is_refused(String name, String value) {
        assertThatThrownBy(() -> new FetchHeader(name, value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_header_that_only_says_something_is_taken() {
        assertThat(new FetchHeader("Authorization", "Bearer a b").value()).isEqualTo("Bearer a b");
    }

    @Test
    void the_environment_opens_what_it_names() {
        List<String> faults = new ArrayList<>();
        RemoteKeysOptions options = RemoteKeysOptions.fromEnvironment(
                Map.of(
                        "PORTCULLIS_KEYS_ALLOW_HTTP", "true",
                        "PORTCULLIS_KEYS_ALLOW_NETWORKS", "10.0.0.0/8, ::1",
                        "PORTCULLIS_KEYS_STALE_LIMIT_SECONDS", "60"),
                faults::add);

        assertThat(faults).isEmpty();
        assertThat(options.allowHttp()).isTrue();
        assertThat(options.allowedNetworks()).hasSize(2);
        assertThat(options.staleLimit()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void an_empty_environment_opens_nothing() {
        List<String> faults = new ArrayList<>();
        assertThat(RemoteKeysOptions.fromEnvironment(Map.of("PORTCULLIS_KEYS_ALLOW_HTTP", " "), faults::add))
                .isEqualTo(RemoteKeysOptions.strict());
        assertThat(faults).isEmpty();
        assertThat(RemoteKeysOptions.strict().allowHttp()).isFalse();
        assertThat(RemoteKeysOptions.strict().allowedNetworks()).isEmpty();
    }

    @Test
    void settings_that_cannot_be_read_are_named_and_open_nothing() {
        List<String> faults = new ArrayList<>();
        RemoteKeysOptions options = RemoteKeysOptions.fromEnvironment(
                Map.of(
                        "PORTCULLIS_KEYS_ALLOW_HTTP", "yes",
                        "PORTCULLIS_KEYS_ALLOW_NETWORKS", "10.0.0.0/8,",
                        "PORTCULLIS_KEYS_STALE_LIMIT_SECONDS", "-1"),
                faults::add);

        assertThat(options).isEqualTo(RemoteKeysOptions.strict());
        assertThat(faults)
                .containsExactly(
                        "PORTCULLIS_KEYS_ALLOW_HTTP: yes (expected: true or false)",
                        "PORTCULLIS_KEYS_ALLOW_NETWORKS:  (expected: address/prefix)",
                        "PORTCULLIS_KEYS_STALE_LIMIT_SECONDS: -1 (expected: 0-999999999)");
    }
}
