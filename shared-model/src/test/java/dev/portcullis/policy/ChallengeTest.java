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
    void a_challenge_says_what_was_wrong_in_the_characters_that_rfc_6750_allows() {
        assertThat(Challenge.of("demo", DenialReason.TOKEN_EXPIRED))
                .hasValue(
                        "Bearer realm=\"demo\", error=\"invalid_token\", error_description=\"The token has expired\"");
        assertThat(Challenge.of("demo", DenialReason.AUDIENCE_MISMATCH))
                .hasValue("Bearer realm=\"demo\", error=\"insufficient_scope\", "
                        + "error_description=\"The token is meant for another audience\"");
        // RFC 6750 section 3: within %x20-21 / %x23-5B / %x5D-7E.
        assertThat(DenialReason.values())
                .extracting(DenialReason::title)
                .allMatch(title -> title.matches("[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]+"));
    }

    /** As the page on what a rule means lists them, from the least telling to the most. */
    @Test
    void denials_have_their_rank_and_status() {
        assertThat(DenialReason.values())
                .extracting(reason -> reason.name() + " " + reason.status())
                .containsExactly(
                        "TOKEN_MISSING 401",
                        "MULTIPLE_TOKENS 401",
                        "TOKEN_TOO_LARGE 401",
                        "TOKEN_MALFORMED 401",
                        "ISSUER_UNKNOWN 401",
                        "ALGORITHM_NOT_ALLOWED 401",
                        "KEYS_UNAVAILABLE 503",
                        "KEY_NOT_FOUND 401",
                        "SIGNATURE_INVALID 401",
                        "TOKEN_EXPIRED 401",
                        "TOKEN_NOT_YET_VALID 401",
                        "TOKEN_LIFETIME_TOO_LONG 401",
                        "SUBJECT_MISMATCH 401",
                        "AUDIENCE_MISMATCH 403",
                        "CLAIM_MISSING 403",
                        "INTERNAL 503",
                        "AMBIGUOUS_REQUEST 400",
                        "NO_ROUTE 404",
                        "REQUEST_TOO_LARGE 413",
                        "TARGET_TOO_LONG 414",
                        "HEADER_TOO_LARGE 431",
                        "UPSTREAM_UNREACHABLE 502",
                        "UPSTREAM_TIMEOUT 504",
                        "NOT_READY 503");
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
