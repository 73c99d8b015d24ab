package dev.portcullis.control.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.control.body.Faults;
import dev.portcullis.control.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchUrlsTest {
    private final FetchUrls strict = urls(false);

    private static FetchUrls urls(boolean allowHttp, String... networks) {
        return new FetchUrls(new FetchConfig() {
            @Override
            public boolean allowHttp() {
                return allowHttp;
            }

            @Override
            public Optional<List<String>> allowNetworks() {
                return Optional.of(List.of(networks));
            }
        });
    }

    private static List<String> faults(BiConsumer<String, Faults> check, String url) {
        Faults faults = new Faults();
        List<String> messages = new ArrayList<>();
        check.accept(url, faults);
        faults.each((Violation fault) -> messages.add(fault.message()));
        return messages;
    }

    private static List<String> ofKeySet(FetchUrls urls, String url) {
        return faults((text, faults) -> urls.checkKeySet(text, "jwksUri", faults), url);
    }

    private static List<String> ofIssuer(FetchUrls urls, String issuer) {
        return faults((text, faults) -> urls.checkIssuer(text, "issuer", faults), issuer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://issuer.example/jwks",
                "/jwks",
                "jwks",
                "ftp://issuer.example/jwks",
                "https://user:secret@issuer.example/jwks",
                "https://issuer.example/jwks#keys",
                "https://127.0.0.1/jwks",
                "https://169.254.169.254/latest/meta-data",
                "https://10.0.0.1/jwks",
                "https://[::1]/jwks",
                "https://[fe80::1]/jwks",
                "https://[::ffff:192.168.0.1]/jwks",
                "https://2130706433/jwks"
            })
    void a_url_that_no_node_would_fetch_is_refused(String url) {
        assertThat(ofKeySet(strict, url))
                .singleElement()
                .asString()
                .contains("expected: ")
                .doesNotContain("secret");
    }

    @Test
    void an_https_url_is_taken_with_query_and_port() {
        assertThat(ofKeySet(strict, "https://issuer.example:8443/a/jwks?set=1")).isEmpty();
        assertThat(ofKeySet(strict, "https://8.8.8.8/jwks")).isEmpty();
    }

    @Test
    void the_operator_opens_plain_http_and_networks_and_nothing_beside_them() {
        FetchUrls open = urls(true, "127.0.0.0/8", " fd00::/8");

        assertThat(ofKeySet(open, "http://127.0.0.1:8099/jwks")).isEmpty();
        assertThat(ofKeySet(open, "http://[fd00::7]/jwks")).isEmpty();
        assertThat(ofKeySet(open, "http://10.0.0.1/jwks")).hasSize(1);
        assertThatThrownBy(() -> urls(false, "10.0.0.0/99")).hasMessageContaining("PORTCULLIS_KEYS_ALLOW_NETWORKS: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts.example",
                "http://issuer.example",
                "https://issuer.example?tenant=1",
                "https://issuer.example#x",
                "https://192.168.1.1"
            })
    void an_issuer_that_cannot_be_asked_is_refused(String issuer) {
        assertThat(ofIssuer(strict, issuer)).singleElement().asString().contains("with discovery: ");
    }

    @Test
    void an_issuer_may_have_a_path_and_end_in_a_slash() {
        assertThat(ofIssuer(strict, "https://issuer.example/tenants/7/")).isEmpty();
        assertThat(ofIssuer(strict, "https://issuer.example")).isEmpty();
    }
}
