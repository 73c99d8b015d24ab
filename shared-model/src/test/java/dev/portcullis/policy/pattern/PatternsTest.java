package dev.portcullis.policy.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.PathPattern;
import dev.portcullis.model.PathPattern.Match;
import dev.portcullis.model.RequestPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {
    private static final RequestPolicy LAX = new RequestPolicy(true, true, true);

    @ParameterizedTest
    @CsvSource({
        "*, *",
        "API.Example., api.example",
        "*.Example.COM, *.example.com",
        "bücher.example, xn--bcher-kva.example",
        "*.bücher.example, *.xn--bcher-kva.example",
        "192.0.2.1, 192.0.2.1",
        "2001:DB8::0:1, 2001:db8::1",
        "::ffff:192.0.2.1, ::ffff:c000:201",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "::, ::",
        "1::, 1::",
        "a_b.internal, a_b.internal"
    })
    void host_patterns_are_stored_in_one_form(String given, String stored) {
        assertThat(HostPattern.parse(given))
                .isInstanceOfSatisfying(
                        Parsed.Valid.class,
                        valid ->
                                assertThat(((HostPattern) valid.value()).text()).isEqualTo(stored));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*.",
                "**",
                "a.*",
                "*a.example",
                "*.*.example",
                "*.192.0.2.1",
                "*.::1",
                "[::1]",
                "::1%eth0",
                ":::",
                "1:2:3",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "12345::",
                "a..b",
                ".a",
                "a b",
                "a/b",
                "a:80",
                "http://a",
                "faß.example",
                "1.2.3",
                "1.2.3.256",
                "01.2.3.4",
                "0x10"
            })
    void what_is_no_host_pattern_is_refused_with_what_was_expected(String given) {
        assertThat(HostPattern.parse(given))
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        invalid -> assertThat(invalid.message()).startsWith("\"" + given + "\" (expected: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/",
                "/a b/ü/😀",
                "/100%",
                "/%zz",
                "/aa%bz",
                "/aa%zb",
                "/a:b@c",
                "/...",
                "/.well-known"
            })
    void paths_that_a_canonical_path_can_match_are_accepted(String value) {
        for (Match match : new Match[] {Match.EXACT, Match.PREFIX}) {
            PathPattern pattern = new PathPattern(match, value);
            assertThat(PathPatterns.parseRoute(pattern, RequestPolicy.STRICT)).isEqualTo(new Parsed.Valid<>(pattern));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "//",
                "/a//b",
                "/..",
                "/a/../b",
                "/./a",
                "/a/.",
                "/a;b",
                "/a?b",
                "/a#b",
                "/a\\b",
                "/a%20b",
                "/a%2Fb",
                "/a%2fb",
                "/a\u0000",
                "/a\u007f",
                "/a\ud800",
                "/\udc00"
            })
    void paths_that_none_can_match_are_refused(String value) {
        assertThat(PathPatterns.parseCondition(new PathPattern(Match.EXACT, value), false, RequestPolicy.STRICT))
                .isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void what_an_instance_allows_in_requests_is_allowed_in_its_patterns() {
        for (String value : new String[] {"/a//b", "/a;b", "/a%2Fb"}) {
            PathPattern pattern = new PathPattern(Match.PREFIX, value);
            assertThat(PathPatterns.parseRoute(pattern, LAX)).isInstanceOf(Parsed.Valid.class);
        }
        assertThat(PathPatterns.parseRoute(new PathPattern(Match.PREFIX, "/a%2fb"), LAX))
                .isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void routes_know_no_regular_expressions_and_conditions_do() {
        PathPattern regex = new PathPattern(Match.REGEX, "/a.*");

        assertThat(PathPatterns.parseRoute(regex, RequestPolicy.STRICT)).isInstanceOf(Parsed.Invalid.class);
        assertThat(PathPatterns.parseCondition(regex, false, RequestPolicy.STRICT))
                .isInstanceOf(Parsed.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\1\\Q\\E41", "", "(", "a(?=b)", "(a)\\1", "[z-a]", "a{2,1}", "(?<n>a", "\\p{Nope}"})
    void what_is_no_re2_is_refused(String expression) {
        assertThat(PathRegex.parse(expression, false)).isInstanceOf(Parsed.Invalid.class);
        assertThat(PathRegex.parse(expression, true)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void expressions_are_bounded_in_length_and_program() {
        assertThat(PathRegex.parse("a".repeat(1_000), false)).isInstanceOf(Parsed.Valid.class);
        assertThat(PathRegex.parse("a".repeat(1_001), false)).isInstanceOf(Parsed.Invalid.class);
        assertThat(PathRegex.parse("a{1000}a{998}", false)).isInstanceOf(Parsed.Valid.class);
        assertThat(PathRegex.parse("a{1000}a{999}", false)).isInstanceOf(Parsed.Invalid.class);
        assertThat(PathRegex.parse("(a{30}){30}", false)).isInstanceOf(Parsed.Valid.class);
        assertThat(PathRegex.parse("(a{100}){100}", false)).isInstanceOf(Parsed.Invalid.class);
        assertThat(PathRegex.parse("((a{100}){100}){100}", false)).isInstanceOf(Parsed.Invalid.class);
        assertThat(PathRegex.parse("(((((x{2}){10}){10}){10}){10}){10}", false)).isInstanceOf(Parsed.Invalid.class);
        assertThat(PathRegex.parse("[\\pL\\pN]{200}", false)).isInstanceOf(Parsed.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-user", "X-User", "X_USER", "x.user", "X!uSer", "x~user"})
    void names_that_some_upstream_takes_for_the_same_have_one_form(String name) {
        assertThat(FieldNames.canonical(name)).isEqualTo("x-user");
        assertThat(FieldNames.parseClaimHeader("content" + name.charAt(1) + "length"))
                .isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(?:(?:(?:[a-z]){1000}){1000}){1000}",
                "(((((((((a{20,}){20,}){20,}){20,}){20,}){20,}){20,}){20,}){20,})",
                "((a{0,1000}){0,1000}){0,1000}",
                "((\\Qa)]\\E{1000}){1000}){1000}",
                "(([]{1000](?i){1000}){1000}){1000}",
                "(([[:alpha:]\\]]{1000}){1000}){1000}",
                "((\\x{61}{1000}){1000}){1000}",
                "a{1000}(?i){1000}\\Q\\E{1000}",
                "(?P<n>(?P<m>(?i:a{1000}){1000}){1000}"
            })
    void repetitions_are_counted_before_anything_is_made_of_them(String expression) {
        assertThat(PathRegex.parse(expression, true))
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        invalid -> assertThat(invalid.message()).contains("at most 20000 parts"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "'' 0",
                "a|bc 3",
                "a{3} 3",
                "ab{3} 4",
                "(ab){3}c 7",
                "a{3}(?i){2} 6",
                "a{,3} 5",
                "a{3,}{ 4",
                "(a{2}){0} 2",
                "[]{9]{2} 2",
                "[^\\]{9]{2} 2",
                "[[:alpha:]x]{2} 2",
                "\\Qa{9\\E{2} 4",
                "\\p{Greek}{2} 2",
                "\\({2} 2",
                "(?P<n>a|b){2} 4",
                "(){2}) 2"
            })
    void the_size_of_an_expression_is_that_with_its_repetitions_written_out(String expression, long parts) {
        assertThat(ExpressionSize.of(expression)).isEqualTo(parts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/abc /ABC true",
                "/ABC /abc true",
                "/[a-c]x /BX true",
                "/[^a]x /Ax false",
                "/[^A-C]x /bx false",
                "/[a-f0-9]+ /DEADbeef01 true",
                "/[X-b]z /xZ true",
                "/\\x41 /a true",
                "/\\x{61} /A true",
                "/\\141 /A true",
                "/\\Qa.b\\E /A.B true",
                "/\\Qa.b\\E /AxB false",
                "/[\\x41-\\x43]q /bQ true",
                "/(?P<name>k) /K true",
                "/(?:ab|cd)+ /ABcd true",
                "/[[:alpha:]]k /9K false",
                "/\\d+[.]k /12.K true",
                "/\\pL /é true",
                "/é /É false",
                "/k /\u212A false",
                "/s /\u017f false",
                "/[]a]b /AB true",
                "/a{2,3} /aAa true",
                "/a\\.b /A.B true"
            })
    void ignoring_case_concerns_ascii_letters_wherever_they_stand(String expression, String path, boolean matches) {
        assertThat(PathRegex.parse(expression, true))
                .isInstanceOfSatisfying(
                        Parsed.Valid.class,
                        valid -> assertThat(((PathRegex) valid.value()).matches(path))
                                .isEqualTo(matches));
    }

    @Test
    void an_expression_must_match_the_whole_path() {
        Parsed<PathRegex> parsed = PathRegex.parse("/a|/b", false);
        assertThat(parsed).isInstanceOf(Parsed.Valid.class);
        PathRegex regex = ((Parsed.Valid<PathRegex>) parsed).value();

        assertThat(regex.matches("/a")).isTrue();
        assertThat(regex.matches("/b")).isTrue();
        assertThat(regex.matches("/a/x")).isFalse();
        assertThat(regex.matches("x/b")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a:", "é", "Host", "COOKIE", "Authorization", "Content_Length", "TE", "Connection"})
    void claims_go_into_no_field_of_framing_connection_or_credentials(String name) {
        assertThat(FieldNames.parseClaimHeader(name)).isInstanceOf(Parsed.Invalid.class);
        assertThat(FieldNames.parseClaimHeader("X-User")).isEqualTo(new Parsed.Valid<>("X-User"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Request-Id", "x_request_id", "X-Forwarded-For", "X-FORWARDED-HOST", "x-forwarded.proto"})
    void claims_go_into_no_field_that_the_gateway_writes_itself(String name) {
        assertThat(FieldNames.parseClaimHeader(name))
                .isEqualTo(Parsed.invalid(name, "a field that the gateway does not write itself"));
        assertThat(FieldNames.parseClaimHeader("X-Forwarded-User")).isInstanceOf(Parsed.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Content-Length",
                "Expect",
                "Host",
                "HTTP2-Settings",
                "Keep-Alive",
                "Proxy-Authenticate",
                "Proxy-Authentication-Info",
                "Proxy-Authorization",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade"
            })
    void no_field_that_frames_a_message_or_ends_with_a_connection_can_be_named(String name) {
        for (String spelling : List.of(name, name.replace('-', '_'))) {
            assertThat(FieldNames.parseClaimHeader(spelling)).isInstanceOf(Parsed.Invalid.class);
            assertThat(FieldNames.parseTokenHeader(spelling)).isInstanceOf(Parsed.Invalid.class);
            assertThat(FieldNames.parseFetchHeader(spelling)).isInstanceOf(Parsed.Invalid.class);
            assertThat(FieldNames.parseClaimHeader("X-" + spelling)).isInstanceOf(Parsed.Valid.class);
        }
    }

    @Test
    void a_name_may_have_the_characters_of_a_token_and_no_others() {
        String token = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (char c = 0; c < 0x180; c++) {
            Class<?> expected = token.indexOf(c) >= 0 ? Parsed.Valid.class : Parsed.Invalid.class;
            assertThat(FieldNames.parseTokenHeader("x" + c + "x"))
                    .as("%x", (int) c)
                    .isInstanceOf(expected);
            assertThat(FieldNames.parseCookie("x" + c + "x")).as("%x", (int) c).isInstanceOf(expected);
        }
    }

    @Test
    void tokens_may_stand_in_authorization_but_not_in_cookie_as_a_header() {
        assertThat(FieldNames.parseTokenHeader("Authorization")).isInstanceOf(Parsed.Valid.class);
        assertThat(FieldNames.parseTokenHeader("Cookie")).isInstanceOf(Parsed.Invalid.class);
        assertThat(FieldNames.parseTokenHeader("Transfer-Encoding")).isInstanceOf(Parsed.Invalid.class);
        assertThat(FieldNames.parseCookie("sid")).isInstanceOf(Parsed.Valid.class);
        assertThat(FieldNames.parseCookie("s=d")).isInstanceOf(Parsed.Invalid.class);
        assertThat(FieldNames.parseParameter("access token")).isInstanceOf(Parsed.Valid.class);
        assertThat(FieldNames.parseParameter("")).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void a_refusal_quotes_eighty_characters_at_most() {
        String text = "x".repeat(80);

        assertThat(Parsed.invalid(text, "y")).isEqualTo(new Parsed.Invalid<>("\"" + text + "\" (expected: y)"));
        assertThat(Parsed.invalid(text + "x", "y")).isEqualTo(new Parsed.Invalid<>("\"" + text + "…\" (expected: y)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "!", "~", "x-y_z"})
    void a_name_may_have_every_letter_digit_and_sign_of_a_token(String name) {
        assertThat(FieldNames.parseTokenHeader(name)).isEqualTo(new Parsed.Valid<>(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a@", "a[", "a{", "a/", "a\u0080", "(a", "a;"})
    void a_name_has_nothing_else(String name) {
        assertThat(FieldNames.parseTokenHeader(name)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void a_secret_of_a_field_is_printable_and_is_not_quoted() {
        assertThat(FieldValues.parseSecret("Bearer a\tb")).isEqualTo(new Parsed.Valid<>("Bearer a\tb"));
        for (String secret :
                List.of("", " hidden", "hidden ", "hid\u007fden", "hid\nden", "hid\u00e9den", "x".repeat(8_193))) {
            assertThat(FieldValues.parseSecret(secret))
                    .isInstanceOfSatisfying(
                            Parsed.Invalid.class,
                            invalid -> assertThat(invalid.message())
                                    .contains(secret.length() + " characters (expected: 1 to 8192")
                                    .doesNotContain("hid"));
        }
    }
}
