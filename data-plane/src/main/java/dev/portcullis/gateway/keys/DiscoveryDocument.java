package dev.portcullis.gateway.keys;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portcullis.gateway.keys.FetchFailure.Reason;
import java.io.IOException;

/** What a discovery document (OpenID Connect Discovery 1.0 section 4) says of where the keys are. */
sealed interface DiscoveryDocument {
    record KeysAt(String url) implements DiscoveryDocument {}

    record Refused(FetchFailure failure) implements DiscoveryDocument {}

    JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Where the document of an issuer is: one terminating slash is removed first (section 4.1). */
    static String urlOf(String issuer) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return base + "/.well-known/openid-configuration";
    }

    /** @param issuer that the document must name, byte for byte (section 4.3) */
    static DiscoveryDocument read(byte[] body, String issuer) {
        JsonNode document;
        try {
            document = JSON.readTree(body);
        } catch (IOException e) {
            return refused(Reason.DISCOVERY_REFUSED, "not JSON (expected: an object)");
        }
        JsonNode named = document.get("issuer");
        JsonNode url = document.get("jwks_uri");
        if (named == null || !named.isTextual()) {
            return refused(Reason.DISCOVERY_REFUSED, "no issuer (expected: the rule's)");
        }
        if (!named.textValue().equals(issuer)) {
            return refused(
                    Reason.ISSUER_MISMATCH,
                    "issuer " + FetchFailure.quoted(named.textValue()) + " (expected: the rule's, "
                            + FetchFailure.quoted(issuer) + ")");
        }
        if (url == null || !url.isTextual()) {
            return refused(Reason.DISCOVERY_REFUSED, "no jwks_uri (expected: a URL)");
        }
        return new KeysAt(url.textValue());
    }

    private static DiscoveryDocument refused(Reason reason, String detail) {
        return new Refused(new FetchFailure(reason, detail));
    }
}
