package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    void members_of_another_type_than_theirs_and_broken_text_are_not() {
        assertThat(PublicMembers.of(Map.of("kty", 1, "n", List.of("AQAB"), "kid", "\ud800", "use", "sig")))
                .containsExactly(Map.entry("use", "sig"));
        assertThat(PublicMembers.of(Map.of("key_ops", "verify"))).isEmpty();
        assertThat(PublicMembers.of(Map.of("key_ops", List.of("verify", 1)))).isEmpty();
        assertThat(PublicMembers.of(Map.of("key_ops", List.of("\udc00")))).isEmpty();
    }
}
