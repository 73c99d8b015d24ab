package dev.portcullis.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("embedded and remote keys")
class OfferedKeysTest {
    /** Where the attacker's keys could be fetched. */
    private final Upstream attacker = new Upstream();

    @AfterEach
    void nobody_asked_the_attacker_for_keys() throws IOException {
        assertThat(attacker.connections()).isZero();
        attacker.close();
    }

    @TestFactory
    Stream<DynamicTest> a_key_that_a_token_offers_verifies_nothing(Scene scene) throws JsonProcessingException {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.rsa, "r1"), Keys.jwk(keys.ec, "e1")));
        ObjectMapper json = new ObjectMapper();
        String rsa = json.writeValueAsString(Keys.members(keys.attackerRsa.getPublic(), "r1"));
        String ec = json.writeValueAsString(Keys.members(keys.attackerEc.getPublic(), "e1"));
        String der = java.util.Base64.getEncoder()
                .encodeToString(keys.attackerRsa.getPublic().getEncoded());
        String url = "\"" + attacker.url() + "/keys\"";
        List<DynamicTest> tests = new ArrayList<>();
        for (String offer : List.of(
                "\"jwk\":" + rsa,
                "\"jwk\":" + ec,
                "\"jwk\":{\"keys\":[" + rsa + "]}",
                "\"x5c\":[\"" + der + "\"]",
                "\"jku\":" + url,
                "\"x5u\":" + url,
                "\"jwks_uri\":" + url,
                "\"jku\":\"http://issuer.example@127.0.0.1/\",\"jwk\":" + rsa,
                "\"x5t\":\"AAAA\",\"x5t#S256\":\"AAAA\"",
                "\"jwk\":" + rsa + ",\"x5c\":[\"" + der + "\"],\"jku\":" + url + ",\"x5u\":" + url)) {
            String withRsa = "{\"alg\":\"RS256\",\"kid\":\"r1\"," + offer + "}";
            String withEc = "{\"alg\":\"ES256\"," + offer + "}";
            tests.add(scene.token(
                    offer.substring(0, 6) + " RSA",
                    Jws.sign(withRsa, Jws.CLAIMS, "RS256", keys.attackerRsa),
                    Jws.sign(withRsa, Jws.CLAIMS, "RS256", keys.rsa)));
            tests.add(scene.token(
                    offer.substring(0, 6) + " EC without kid",
                    Jws.sign(withEc, Jws.CLAIMS, "ES256", keys.attackerEc),
                    Jws.sign(withEc, Jws.CLAIMS, "ES256", keys.ec)));
        }
        return tests.stream();
    }
}
