package dev.portcullis.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.model.JwsAlgorithm;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A realm of a Keycloak: an issuer, with keys and clients of its own. */
final class KeycloakRealm {
    private static final String SECRET = "only-for-this-test";

    private final KeycloakServer server;
    private final String name;

    KeycloakRealm(KeycloakServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** What Keycloak does with a key. */
    enum KeyState {
        /** Signs, if no other active key of the algorithm has a higher priority. */
        ACTIVE,
        /** Signs no more, and is still published. */
        PASSIVE,
        /** Is published no more. */
        DISABLED;

        private Map<String, List<String>> config() {
            return Map.of(
                    "active", List.of(Boolean.toString(this == ACTIVE)),
                    "enabled", List.of(Boolean.toString(this != DISABLED)));
        }
    }

    String issuer() {
        return server.address().resolve("/realms/" + name).toString();
    }

    /**
     * Makes a key of its own for an algorithm.
     *
     * @param priority the highest of an algorithm's active ones signs; those of a new realm have 100
     * @return the id by which {@link #setKey} knows it
     */
    String addKey(JwsAlgorithm algorithm, int priority) throws IOException {
        return switch (algorithm) {
            case RS256, RS384, RS512, PS256, PS384, PS512 ->
                addKey("rsa-generated", Map.of("algorithm", algorithm.joseName(), "keySize", "2048"), priority);
            case ES256 -> addKey("ecdsa-generated", Map.of("ecdsaEllipticCurveKey", "P-256"), priority);
            case ES384 -> addKey("ecdsa-generated", Map.of("ecdsaEllipticCurveKey", "P-384"), priority);
            case ES512 -> addKey("ecdsa-generated", Map.of("ecdsaEllipticCurveKey", "P-521"), priority);
            case EDDSA -> addKey("eddsa-generated", Map.of("eddsaEllipticCurveKey", "Ed25519"), priority);
            case HS256, HS384, HS512, ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
                throw new IllegalArgumentException(algorithm + " (expected: one whose keys Keycloak publishes)");
        };
    }

    /** Makes a key of a curve that gateways need not know (RFC 8037 section 3.2), and publishes it beside the others. */
    String addEd448Key(int priority) throws IOException {
        return addKey("eddsa-generated", Map.of("eddsaEllipticCurveKey", "Ed448"), priority);
    }

    private String addKey(String provider, Map<String, String> settings, int priority) throws IOException {
        Map<String, List<String>> config = new HashMap<>(KeyState.ACTIVE.config());
        config.put("priority", List.of(Integer.toString(priority)));
        settings.forEach((setting, value) -> config.put(setting, List.of(value)));
        return server.create(
                name + "/components",
                Map.of(
                        "name",
                        provider + " of priority " + priority,
                        "providerId",
                        provider,
                        "providerType",
                        "org.keycloak.keys.KeyProvider",
                        "config",
                        config));
    }

    void setKey(String id, KeyState state) throws IOException {
        String path = name + "/components/" + id;
        ObjectNode component = (ObjectNode) server.read(path);
        ObjectNode config = component.withObject("config");
        state.config().forEach((setting, value) -> config.putPOJO(setting, value));
        server.replace(path, component);
    }

    /**
     * Makes a client with a service account.
     *
     * @param algorithm its tokens are signed by, in JOSE's spelling
     * @param audience in its tokens, beside Keycloak's own
     * @param lifetime of its tokens
     */
    void addClient(String id, String algorithm, String audience, Duration lifetime) throws IOException {
        Map<String, String> attributes = Map.of(
                "access.token.signed.response.alg",
                algorithm,
                "access.token.lifespan",
                Long.toString(lifetime.toSeconds()));
        Map<String, Object> audienceMapper = Map.of(
                "name", "audience",
                "protocol", "openid-connect",
                "protocolMapper", "oidc-audience-mapper",
                "config", Map.of("included.custom.audience", audience, "access.token.claim", "true"));
        Map<String, Object> client = Map.of(
                "clientId",
                id,
                "secret",
                SECRET,
                "publicClient",
                false,
                "serviceAccountsEnabled",
                true,
                "standardFlowEnabled",
                false,
                "attributes",
                attributes,
                "protocolMappers",
                List.of(audienceMapper));
        server.create(name + "/clients", client);
    }

    /** The set that it publishes at this moment, as it stands there. */
    JsonNode publishedKeys() throws IOException {
        return server.published("/realms/" + name + "/protocol/openid-connect/certs");
    }

    /** A new access token of a client. */
    String token(String client) throws IOException {
        return server.token(name, client, SECRET);
    }
}
