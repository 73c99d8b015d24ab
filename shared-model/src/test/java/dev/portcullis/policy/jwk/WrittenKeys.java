package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.secret.SecretKeyRing;
import java.util.Base64;
import java.util.List;

/** Keys as people write them, and what the reader of key sets makes of them. */
final class WrittenKeys {
    private static final JsonMapper JSON = new JsonMapper();
    static final String PLACE = "demo/rule/jr-1";
    /** The examples of RFC 7517 appendix A.1 and RFC 8037 appendix A.2. */
    static final String EC = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
            + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"use\":\"sig\",\"kid\":\"1\"}";

    static final String RSA =
            "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc"
                    + "_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQ"
                    + "MicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPks"
                    + "INHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}";
    static final String ED =
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
    static final String OCT = "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"" + base64Url(new byte[32]) + "\"}";

    static final SecretKeyRing SECRETS =
            SecretKeyRing.parse("t:" + Base64.getEncoder().encodeToString(new byte[32]));
    static final JwkSetReader READER = new JwkSetReader(SECRETS, new byte[32]);

    private WrittenKeys() {}

    static String base64Url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    static JsonNode set(String... keys) {
        return json("{\"keys\":[" + String.join(",", keys) + "]}");
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    static JwkSetReading.Read read(String... keys) {
        JwkSetReading reading = READER.read(set(keys), PLACE, List.of());
        assertThat(reading).isInstanceOf(JwkSetReading.Read.class);
        return (JwkSetReading.Read) reading;
    }

    /** The faults as "field message". */
    static List<String> faults(JsonNode set) {
        JwkSetReading reading = READER.read(set, PLACE, List.of());
        assertThat(reading).isInstanceOf(JwkSetReading.Refused.class);
        return ((JwkSetReading.Refused) reading)
                .violations().stream().map(v -> v.field() + " " + v.message()).toList();
    }

    static String with(String key, String member, String value) {
        ObjectNode node = (ObjectNode) json(key);
        node.set(member, json(value));
        return node.toString();
    }

    static String without(String key, String member) {
        return ((ObjectNode) json(key)).without(member).toString();
    }
}
