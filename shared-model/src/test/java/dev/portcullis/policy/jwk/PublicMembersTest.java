package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublicMembersTest {
    @Test
    void what_describes_a_key_or_is_its_public_part_is_shown_in_its_order() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kty", "RSA");
        members.put("n", "AQAB");
        members.put("d", "secret");
        members.put("e", "AQAB");
        members.put("key_ops", List.of("verify"));
        members.put("x5t#S256", "abc");
        members.put("k", "secret");
        members.put("oth", List.of("secret"));
        members.put("vendor", "unknown");

        assertThat(PublicMembers.of(members))
                .containsExactly(
                        Map.entry("kty", "RSA"),
                        Map.entry("n", "AQAB"),
                        Map.entry("e", "AQAB"),
                        Map.entry("key_ops", List.of("verify")),
                        Map.entry("x5t#S256", "abc"));
    }

    @Test
    void all_that_the_rfcs_call_public_is_shown_but_certificates() {
        // RFC 7517 section 4, RFC 7518 sections 6.2.1 and 6.3.1, RFC 8037 section 2, RFC 9964 section 3.
        List<String> open = List.of("kty", "use", "alg", "kid", "x5t", "x5t#S256", "crv", "x", "y", "n", "e", "pub");
        List<String> closed = List.of("x5u", "x5c", "d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");
        Map<String, Object> members = new LinkedHashMap<>();
        Stream.concat(open.stream(), closed.stream()).forEach(name -> members.put(name, "AA"));
        members.put("key_ops", List.of("verify"));

        assertThat(PublicMembers.of(members))
                .containsOnlyKeys(
                        Stream.concat(open.stream(), Stream.of("key_ops")).toList());
    }

    @Test
    void members_of_another_type_than_theirs_and_broken_text_are_not() {
        assertThat(PublicMembers.of(Map.of("kty", 1, "n", List.of("AQAB"), "kid", "\ud800", "use", "sig")))
                .containsExactly(Map.entry("use", "sig"));
        assertThat(PublicMembers.of(Map.of("key_ops", "verify"))).isEmpty();
        assertThat(PublicMembers.of(Map.of("key_ops", List.of("verify", 1)))).isEmpty();
        assertThat(PublicMembers.of(Map.of("key_ops", List.of("\udc00")))).isEmpty();
    }
}
