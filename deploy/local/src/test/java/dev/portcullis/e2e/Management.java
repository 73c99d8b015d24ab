package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The management API as an administrator of the demo instance uses it; writes wait until every node has applied them. */
final class Management {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String RULES = "/instances/demo/rules";

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI api;
    private final String token;

    Management(URI api, String token) {
        this.api = api;
        this.token = token;
    }

    /** An enabled whitelist rule for a signer's tokens. */
    static Map<String, Object> ruleFor(Signer signer, Map<String, Object> more) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("name", "rule of " + signer.issuer());
        rule.put("enabled", true);
        rule.put("issuer", signer.issuer());
        rule.put("authorizationMode", "WHITELIST");
        rule.put("jwks", signer.jwks());
        rule.putAll(more);
        return rule;
    }

    static Map<String, Object> path(String match, String value) {
        return Map.of("path", Map.of("match", match, "value", value));
    }

    /**
     * @return the id
     */
    String createRule(Object rule) throws IOException {
        return created(RULES, rule);
    }

    void replaceRule(String id, Object rule) throws IOException {
        applied(call("PUT", RULES + "/" + id, rule));
    }

    void enable(String id) throws IOException {
        applied(call("POST", RULES + "/" + id + "/enable", null));
    }

    void disable(String id) throws IOException {
        applied(call("POST", RULES + "/" + id + "/disable", null));
    }

    HttpResponse<String> deleteRule(String id) throws IOException {
        return call("DELETE", RULES + "/" + id, null);
    }

    /**
     * @return the id
     */
    String createAuthorization(String rule, Object condition) throws IOException {
        return created(RULES + "/" + rule + "/authorizations", condition);
    }

    void deleteAuthorization(String rule, String id) throws IOException {
        applied(call("DELETE", RULES + "/" + rule + "/authorizations/" + id, null));
    }

    List<JsonNode> rules() throws IOException {
        HttpResponse<String> response = call("GET", RULES + "?pageSize=500", null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body()).path("items").valueStream().toList();
    }

    void deleteAllRules() throws IOException {
        for (JsonNode rule : rules()) {
            disable(rule.path("id").asText());
            applied(deleteRule(rule.path("id").asText()));
        }
    }

    private String created(String path, Object body) throws IOException {
        HttpResponse<String> response = call("POST", path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        applied(response);
        return JSON.readTree(response.body()).path("id").asText();
    }

    private static void applied(HttpResponse<String> response) {
        assertThat(response.statusCode() / 100).as(response.body()).isEqualTo(2);
        assertThat(response.headers().firstValue("Portcullis-Propagation"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("APPLIED"));
    }

    /** A write whose answer does not wait for the nodes. */
    void callWithoutWaiting(String method, String path) throws IOException {
        assertThat(send(request(path).method(method, BodyPublishers.noBody()).build())
                                .statusCode()
                        / 100)
                .isEqualTo(2);
    }

    HttpResponse<String> call(String method, String path, @Nullable Object body) throws IOException {
        return send(request(path)
                .header("Prefer", "wait=20")
                .method(
                        method,
                        switch (body) {
                            case null -> BodyPublishers.noBody();
                            case String text -> BodyPublishers.ofString(text);
                            default -> BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
                        })
                .build());
    }

    /**
     * A write whose answer is yet to come.
     *
     * @param wait how long for the nodes
     */
    CompletableFuture<HttpResponse<String>> begin(
            String method, String path, String body, Duration wait, Version version) {
        return client.sendAsync(
                request(path)
                        .version(version)
                        .header("Prefer", "wait=" + wait.toSeconds())
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
