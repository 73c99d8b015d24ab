package dev.portcullis.e2e;

import static dev.portcullis.e2e.Caller.bearer;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.model.JwsAlgorithm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a token must say besides being signed. */
@ExtendWith(OnRunningSystem.class)
class ClaimsTest {
    private final Management management;
    private final Caller caller;
    private final Signer signer;

    ClaimsTest(RunningSystem system) throws Exception {
        management = system.management();
        caller = new Caller(system);
        signer = Signer.of(JwsAlgorithm.ES256, "key-1");
    }

    @Test
    void an_expired_token_is_kept_out_once_the_skew_is_over() throws Exception {
        management.createRule(Management.ruleFor(signer, Map.of("clockSkew", 60)));
        caller.isLetIn("/", bearer(signer.token(Map.of("exp", secondsFromNow(-10)))));
        caller.isDenied("/", "TOKEN_EXPIRED", bearer(signer.token(Map.of("exp", secondsFromNow(-3600)))));
        caller.isDenied("/", "TOKEN_NOT_YET_VALID", bearer(signer.token(Map.of("nbf", secondsFromNow(3600)))));
    }

    @Test
    void a_rule_with_a_subject_lets_in_that_subject_alone() throws Exception {
        management.createRule(Management.ruleFor(signer, Map.of("sub", "ann")));
        caller.isLetIn("/", bearer(signer.token(Map.of("sub", "ann"))));
        caller.isDenied("/", "SUBJECT_MISMATCH", bearer(signer.token(Map.of("sub", "bob"))));
    }

    @Test
    void a_rule_with_audiences_answers_403_to_a_token_for_others() throws Exception {
        management.createRule(Management.ruleFor(signer, Map.of("audiences", List.of("shop", "desk"))));
        caller.isLetIn("/", bearer(signer.token(Map.of("aud", List.of("else", "desk")))));
        caller.each(
                "/",
                bearer(signer.token(Map.of("aud", "else"))),
                answer -> answer.statusCode(403)
                        .body("code", equalTo("AUDIENCE_MISMATCH"))
                        .header("WWW-Authenticate", containsString("error=\"insufficient_scope\"")));
    }

    private static long secondsFromNow(long seconds) {
        return System.currentTimeMillis() / 1000 + seconds;
    }
}
