package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.gateway.peer.SignedRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSettingsTest {
    private static final String SECRET = "PORTCULLIS_ENROLMENT_SECRET";

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "PORTCULLIS_INSTANCE", "demo",
            "PORTCULLIS_KAFKA", "127.0.0.1:9092",
            "PORTCULLIS_CONTROL_PLANE", "https://control.example",
            "PORTCULLIS_SECRET_KEYS", "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "PORTCULLIS_TRUSTED_KEYS", SignedRecords.KEYS.trusted().text()));

    @Test
    void a_secret_may_stand_in_a_file(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("secret"), "AAAAAAAAAAAAAAAAAAAAAA==\n");
        environment.put(SECRET + "_FILE", file.toString());

        assertThat(NodeSettings.fromEnvironment(environment).snapshots().controlPlane())
                .isPresent();
    }

    @Test
    void a_secret_that_is_missing_is_one_fault() {
        assertThatThrownBy(() -> NodeSettings.fromEnvironment(environment))
                .hasMessage("settings:\n  " + SECRET + ": not set, nor " + SECRET
                        + "_FILE (expected: base64 of 16 or more bytes)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"very-secret", "dG9vLXNob3J0"})
    void a_secret_that_cannot_be_used_is_one_fault_that_does_not_quote_it(String secret) {
        environment.put(SECRET, secret);

        assertThatThrownBy(() -> NodeSettings.fromEnvironment(environment))
                .hasMessageMatching("settings:\n  " + SECRET + ": .*") // One line.
                .hasMessageNotContaining(secret);
    }
}
