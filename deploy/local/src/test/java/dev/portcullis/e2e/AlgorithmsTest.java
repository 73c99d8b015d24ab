package dev.portcullis.e2e;

import static dev.portcullis.e2e.Caller.bearer;

import dev.portcullis.model.JwsAlgorithm;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every algorithm, signed by other hands than the gateway's. */
@ExtendWith(OnRunningSystem.class)
class AlgorithmsTest {
    @ParameterizedTest
    @EnumSource(JwsAlgorithm.class)
    void a_token_of_the_rules_key_is_let_in_and_one_of_another_key_is_not(JwsAlgorithm algorithm, RunningSystem system)
            throws Exception {
        Signer signer = Signer.of(algorithm, "key-1");
        Signer stranger = Signer.of(algorithm, "key-1");
        system.management().createRule(Management.ruleFor(signer, Map.of()));
        Caller caller = new Caller(system);

        caller.isLetIn("/", bearer(signer.token()));
        caller.isDenied("/", "SIGNATURE_INVALID", bearer(stranger.token()));
    }
}
