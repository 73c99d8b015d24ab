package dev.portcullis.policy.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/",
                "https://017700000001/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://127.0.1/",
                "https://127.0.0.01/",
                "https://127.0.0.1./",
                "https://127.0.0.256/",
                "https://example.0x7f/",
                "https://1.2.3.4.5/",
                "https://[::1%25lo]/",
                "https://[::1%251]/",
                "https://[::127.0.0.1.2]/",
                "https://①②⑦.0.0.1/",
                "https://%31%32%37.0.0.1/",
                "https://keys.test@127.0.0.1/",
                "https://127.0.0.1#@keys.test/",
                "https://keys.test\\@127.0.0.1/",
                "https:keys.test",
                "https:///jwks",
                "//keys.test/",
                "keys.test",
                "",
                "ftp://keys.test/",
                "file:///etc/passwd",
                "http://keys.test/",
                "https://keys.test:0/",
                "https://keys.test:65536/",
                "https://keys.test/a b",
                "https://keys.test/\r\nX: y"
            })
    void a_url_that_could_mean_something_else_is_refused(String url) {
        assertThat(TargetUrl.parse(url, false)).isInstanceOfSatisfying(TargetUrl.Parsed.Refused.class, refused -> {
            assertThat(refused.detail()).contains("expected: ");
        });
    }

    @Test
    void an_origin_is_scheme_host_and_port() {
        TargetUrl url = usable("https://keys.test/a", false);

        assertThat(url.sameOrigin(usable("https://KEYS.test:443/b?c", false))).isTrue();
        assertThat(url.sameOrigin(usable("https://keys.test:8443/a", false))).isFalse();
        assertThat(url.sameOrigin(usable("https://other.test/a", false))).isFalse();
        assertThat(url.sameOrigin(usable("http://keys.test:443/a", true))).isFalse();
    }

    @Test
    void a_host_field_has_brackets_around_an_ipv6_address() {
        assertThat(usable("https://keys.test/", false).hostInUrl()).isEqualTo("keys.test");
        assertThat(usable("https://192.0.2.1/", false).hostInUrl()).isEqualTo("192.0.2.1");
        assertThat(usable("https://[2001:db8::1]/", false).hostInUrl()).isEqualTo("[2001:db8::1]");
        assertThat(usable("https://[::]/", false).hostInUrl()).isEqualTo("[::]");
    }

    @Test
    void ports_and_lengths_have_bounds() {
        assertThat(usable("https://keys.test:1/", false).port()).isEqualTo(1);
        assertThat(usable("https://keys.test:65535/", false).port()).isEqualTo(65_535);
        String start = "https://keys.test/";
        String longest = start + "a".repeat(TargetUrl.MAX_LENGTH - start.length());
        assertThat(usable(longest, false).host()).isEqualTo("keys.test");
        assertThat(TargetUrl.parse(longest + "a", false)).isInstanceOf(TargetUrl.Parsed.Refused.class);
    }

    @Test
    void a_refusal_names_the_schemes_that_are_allowed() {
        assertThat(TargetUrl.parse("ftp://keys.test/", false))
                .isEqualTo(new TargetUrl.Parsed.Refused("scheme that is not allowed (expected: https)"));
        assertThat(TargetUrl.parse("ftp://keys.test/", true))
                .isEqualTo(new TargetUrl.Parsed.Refused("scheme that is not allowed (expected: https or http)"));
    }

    @Test
    void a_name_is_kept_for_resolving() {
        assertThat(usable("HTTPS://keys.test/a%20b?x=1&y", false))
                .isEqualTo(new TargetUrl(true, "keys.test", null, 443, "/a%20b?x=1&y"));
        assertThat(usable("https://127.example.com:8443", false))
                .isEqualTo(new TargetUrl(true, "127.example.com", null, 8443, "/"));
    }

    @Test
    void an_address_in_its_usual_spelling_is_known_as_one() {
        assertThat(usable("https://127.0.0.1/jwks", false).literal()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(usable("https://[::1]/jwks", false).literal()).isEqualTo(InetAddress.ofLiteral("::1"));
        assertThat(usable("https://[::ffff:127.0.0.1]/", false).literal())
                .isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(usable("https://[0:0:0:0:0:0:7f00:1]/", false).literal())
                .isEqualTo(InetAddress.ofLiteral("::7f00:1"));
    }

    @Test
    void plain_http_is_for_those_whom_the_operator_allows_it() {
        assertThat(usable("http://keys.test/", true)).isEqualTo(new TargetUrl(false, "keys.test", null, 80, "/"));
        assertThat(TargetUrl.parse("ftp://keys.test/", true)).isInstanceOf(TargetUrl.Parsed.Refused.class);
    }

    private static TargetUrl usable(String url, boolean allowHttp) {
        if (TargetUrl.parse(url, allowHttp) instanceof TargetUrl.Parsed.Usable usable) {
            return usable.url();
        }
        throw new AssertionError(TargetUrl.parse(url, allowHttp).toString());
    }
}
