package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.RequestPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every request; single cases are golden files. */
class RequestNormaliserTest {
    private static final RequestPolicy LAX = new RequestPolicy(true, true, true);
    private static final String[] PIECES = {
        "/",
        "/",
        "/",
        "a",
        "Z",
        "0",
        ".",
        "..",
        "%2e",
        "%2E",
        "%2f",
        "%2F",
        "%5c",
        "%25",
        "%41",
        "%c3%bc",
        "%C3%BC",
        "%20",
        ";",
        "%3b",
        "%3B",
        "?",
        "=",
        "&",
        "~",
        "!",
        "$",
        ":",
        "@",
        "%",
        "%zz",
        "%00",
        "\\",
        "#",
        " ",
        "ü",
        "%f0%9f%98%80",
        "%e2%82%ac",
        "%25zz",
        "%7e",
        "admin",
        "*",
        "http://",
        "+"
    };

    private static Normalisation normalise(String target, RequestPolicy policy) {
        return RequestNormaliser.normalise(
                new RequestHead("GET", target, List.of("h.example"), null, RequestHead.Version.HTTP_1_1), policy);
    }

    private static String randomTarget(Random random) {
        StringBuilder target = new StringBuilder("/");
        for (int i = random.nextInt(12); i > 0; i--) {
            target.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return target.toString();
    }

    @Test
    void normalising_the_forwarded_path_changes_nothing_more() {
        Random random = new Random(7);
        int canonical = 0;
        for (int i = 0; i < 100_000; i++) {
            RequestPolicy policy = random.nextBoolean() ? LAX : RequestPolicy.STRICT;
            String target = randomTarget(random);
            if (normalise(target, policy) instanceof Normalisation.Canonical(CanonicalRequest first)) {
                canonical++;
                assertThat(normalise(first.forwardPath(), policy))
                        .isInstanceOfSatisfying(Normalisation.Canonical.class, again -> {
                            assertThat(again.request().path()).as(target).isEqualTo(first.path());
                            assertThat(again.request().forwardPath()).as(target).isEqualTo(first.forwardPath());
                        });
            }
        }
        assertThat(canonical).isGreaterThan(5_000);
    }

    @Test
    void a_canonical_path_never_holds_what_upstreams_disagree_on() {
        Random random = new Random(8);
        for (int i = 0; i < 100_000; i++) {
            String target = randomTarget(random);
            if (normalise(target, RequestPolicy.STRICT) instanceof Normalisation.Canonical(CanonicalRequest request)) {
                assertThat(request.path()).as(target).startsWith("/").doesNotContain("//", "\\", ";", "/../", "/./");
                assertThat(request.path()).as(target).doesNotEndWith("/..").doesNotEndWith("/.");
                assertThat(request.path()).doesNotContainPattern("%[0-9A-Fa-f]{2}");
                assertThat(request.forwardPath()).as(target).matches("(/[A-Za-z0-9._~!$&'()*+,=:@%-]*)+");
                assertThat(request.path().chars().filter(c -> c == '/').count())
                        .isEqualTo(request.forwardPath()
                                .chars()
                                .filter(c -> c == '/')
                                .count());
            }
        }
    }

    @Test
    void nothing_is_thrown_whatever_comes() {
        Random random = new Random(9);
        for (int i = 0; i < 100_000; i++) {
            String target = random(random, 20);
            String host = random(random, 10);
            String authority = random.nextInt(3) == 0 ? random(random, 10) : null;
            RequestHead.Version[] versions = RequestHead.Version.values();
            Normalisation normalisation = RequestNormaliser.normalise(
                    new RequestHead(
                            random(random, 3),
                            target,
                            List.of(host),
                            authority,
                            versions[random.nextInt(versions.length)]),
                    LAX);
            assertThat(normalisation).isNotNull();
        }
    }

    private static String random(Random random, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(max); i > 0; i--) {
            int kind = random.nextInt(4);
            text.append(
                    kind == 0
                            ? PIECES[random.nextInt(PIECES.length)]
                            : kind == 1 ? "[::1].:@x-".charAt(random.nextInt(10)) : (char) random.nextInt(0x180));
        }
        return text.toString();
    }

    @Test
    void no_refusal_quotes_the_request() {
        Random random = new Random(10);
        for (int i = 0; i < 20_000; i++) {
            String marked = randomTarget(random) + "QUOTED";
            if (normalise(marked, RequestPolicy.STRICT)
                    instanceof Normalisation.Refused(DenialReason ignored, String detail)) {
                assertThat(detail).doesNotContain("QUOTED");
            }
        }
    }

    @Test
    void a_clean_path_is_taken_as_it_is() {
        String path = "/api/v1/users/42";

        Normalisation normalisation = normalise(path, RequestPolicy.STRICT);

        assertThat(normalisation).isInstanceOfSatisfying(Normalisation.Canonical.class, canonical -> {
            assertThat(canonical.request().path()).isSameAs(path);
            assertThat(canonical.request().forwardPath()).isSameAs(path);
        });
    }

    private static Normalisation withMethod(String method) {
        RequestHead head = new RequestHead(method, "/", List.of("api.example"), null, RequestHead.Version.HTTP_1_1);
        return RequestNormaliser.normalise(head, RequestPolicy.STRICT);
    }

    @Test
    void a_method_is_a_token() {
        String token = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (char c = 0; c < 0x180; c++) {
            assertThat(withMethod("X" + c))
                    .as("%x", (int) c)
                    .isInstanceOf(token.indexOf(c) >= 0 ? Normalisation.Canonical.class : Normalisation.Refused.class);
        }
        for (String method : List.of("PURGE", "M-SEARCH", "VERSION_CONTROL", "purge")) {
            assertThat(withMethod(method)).as(method).isInstanceOf(Normalisation.Canonical.class);
        }
        assertThat(withMethod("")).isInstanceOf(Normalisation.Refused.class);
    }

    @Test
    void the_methods_of_http_are_known_in_one_spelling_only() {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH")) {
            assertThat(withMethod(method)).as(method).isInstanceOf(Normalisation.Canonical.class);
            assertThat(withMethod(method.toLowerCase(Locale.ROOT))).isInstanceOf(Normalisation.Refused.class);
            assertThat(withMethod(method.substring(0, 1) + method.substring(1).toLowerCase(Locale.ROOT)))
                    .isInstanceOf(Normalisation.Refused.class);
        }
        assertThat(withMethod("CONNECT")).isInstanceOf(Normalisation.Refused.class);
        assertThat(withMethod("connect")).isInstanceOf(Normalisation.Refused.class);
    }

    @Test
    void each_character_of_ascii_is_forwarded_as_rfc_3986_has_it_or_refused() {
        String unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        String raw = unreserved + "!$&'()*+,=" + ":@";
        for (char c = 0; c < 0x80; c++) {
            String escape = String.format("%%%02X", (int) c);
            Normalisation normalisation = normalise("/g" + escape + "g", RequestPolicy.STRICT);
            if (c < ' ' || c == 0x7f || "/\\;".indexOf(c) >= 0) {
                assertThat(normalisation).as(escape).isInstanceOf(Normalisation.Refused.class);
                continue;
            }
            String decoded = String.valueOf(c);
            String forwarded = raw.contains(decoded) ? decoded : escape;
            assertThat(normalisation).as(escape).isInstanceOfSatisfying(Normalisation.Canonical.class, canonical -> {
                assertThat(canonical.request().path()).isEqualTo("/g" + decoded + "g");
                assertThat(canonical.request().forwardPath()).isEqualTo("/g" + forwarded + "g");
            });
        }
    }

    /** Each first octet with second ones at every edge of the table in RFC 3629 section 4, and up to two more behind it. */
    @Test
    void a_path_is_utf_8_where_the_jdk_says_so() {
        int[] seconds = {0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};
        int[] further = {-1, 0x41, 0x80, 0xbf, 0xc0};
        int decoded = 0;
        for (int first = 0x80; first <= 0xff; first++) {
            for (int second : seconds) {
                for (int third : further) {
                    for (int fourth : third < 0 ? new int[] {-1} : further) {
                        decoded += decodesAsTheJdkDoes(first, second, third, fourth) ? 1 : 0;
                    }
                }
            }
        }
        assertThat(decoded).isGreaterThan(900);
    }

    private static boolean decodesAsTheJdkDoes(int... octets) {
        StringBuilder target = new StringBuilder("/");
        ByteBuffer bytes = ByteBuffer.allocate(octets.length);
        for (int octet : octets) {
            if (octet >= 0) {
                target.append(String.format("%%%02X", octet));
                bytes.put((byte) octet);
            }
        }
        Normalisation normalisation = normalise(target.toString(), RequestPolicy.STRICT);
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                assertThat(normalisation)
                        .as("%s", target)
                        .isInstanceOfSatisfying(
                                Normalisation.Canonical.class,
                                canonical ->
                                        assertThat(canonical.request().path()).isEqualTo("/" + text));
                return true;
            }
        } catch (CharacterCodingException e) {
            // Refused, below.
        }
        assertThat(normalisation).as("%s", target).isInstanceOf(Normalisation.Refused.class);
        return false;
    }

    private static Normalisation withHost(String host) {
        RequestHead head = new RequestHead("GET", "/", List.of(host), null, RequestHead.Version.HTTP_1_1);
        return RequestNormaliser.normalise(head, RequestPolicy.STRICT);
    }

    @Test
    void a_host_may_have_a_port_of_five_digits() {
        for (String port : List.of("", ":", ":0", ":9", ":80", ":65535", ":00080")) {
            for (String host : List.of("a.example", "[::1]")) {
                assertThat(withHost(host + port))
                        .as(host + port)
                        .isInstanceOfSatisfying(
                                Normalisation.Canonical.class,
                                canonical -> assertThat(canonical.request().host())
                                        .isEqualTo(host.replaceAll("[\\[\\]]", "")));
            }
        }
        for (String port :
                List.of(":65536", ":000080", ":99999", ":8a", ":-1", ":+1", ": 80", ":80:", "::", "[", "/")) {
            for (String host : List.of("a.example", "[::1]")) {
                assertThat(withHost(host + port)).as(host + port).isInstanceOf(Normalisation.Refused.class);
            }
        }
        for (String host : List.of(":80", "@a.example", "a@b.example", "[::1", "[::1]x", "::1", "[]", "[", "]")) {
            assertThat(withHost(host)).as(host).isInstanceOf(Normalisation.Refused.class);
        }
    }

    @Test
    void a_path_ends_at_its_limit_as_it_reads_and_not_as_it_is_written() {
        String longest = "/" + "%61".repeat(RequestNormaliser.MAX_PATH_CHARS - 1);

        assertThat(normalise(longest, RequestPolicy.STRICT)).isInstanceOf(Normalisation.Canonical.class);
        assertThat(normalise(longest + "a", RequestPolicy.STRICT))
                .isInstanceOfSatisfying(
                        Normalisation.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(DenialReason.TARGET_TOO_LONG));
    }
}
