package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void a_challenge_goes_with_every_denial_that_a_token_could_cure_and_with_no_other() {
        assertThat(Arrays.stream(DenialReason.values())
                        .filter(reason -> Challenge.of("demo", reason).isPresent()))
                .allMatch(reason -> reason.status() == 401 || reason.status() == 403)
                .hasSize(14)
                .doesNotContain(DenialReason.KEYS_UNAVAILABLE, DenialReason.AMBIGUOUS_REQUEST);
        assertThat(Challenge.of("demo", DenialReason.TOKEN_MISSING)).hasValue("Bearer realm=\"demo\"");
    }

    @Test
    void every_denial_has_its_code_and_two_sizes_share_one() {
        assertThat(DenialReason.REQUEST_TOO_LARGE.code()).isEqualTo("REQUEST_TOO_LARGE");
        assertThat(DenialReason.HEADER_TOO_LARGE.code()).isEqualTo("REQUEST_TOO_LARGE");
        assertThat(DenialReason.TARGET_TOO_LONG.code()).isEqualTo("REQUEST_TOO_LARGE");
        assertThat(DenialReason.REQUEST_TOO_LARGE.status()).isEqualTo(413);
        assertThat(DenialReason.HEADER_TOO_LARGE.status()).isEqualTo(431);
        assertThat(DenialReason.NOT_READY.code()).isEqualTo("NOT_READY");
    }
}
