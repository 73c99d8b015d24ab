package dev.portcullis.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes the demo instance and its route through the management API, as any client would. */
public final class DemoInstance {
    private static final String ROUTE = "upstream";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI api;
    private final String token;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param api up to and including {@code /api/v1}
     * @param token of an administrator
     */
    public DemoInstance(URI api, String token) {
        this.api = api;
        this.token = token;
    }

    /**
     * Makes what is missing, and turns the route of an earlier run to where the upstream is now. Nothing else is touched.
     *
     * @return whether anything had to be made or changed
     */
    public boolean make(String instance, URI upstream) throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            boolean made = false;
            HttpResponse<String> found = call(client, "GET", "/instances/" + instance, null);
            if (found.statusCode() != 404) {
                expectSuccess(found);
            } else {
                ObjectNode body = json.createObjectNode().put("id", instance).put("name", instance);
                expectSuccess(call(client, "POST", "/instances", body));
                made = true;
            }
            return routeTo(client, "/instances/" + instance + "/routes", upstream) || made;
        }
    }

    private boolean routeTo(HttpClient client, String routes, URI upstream) throws IOException {
        ObjectNode wanted = json.createObjectNode().put("name", ROUTE);
        wanted.putObject("upstream").putArray("targets").addObject().put("url", upstream.toString());
        JsonNode items = json.readTree(expectSuccess(call(client, "GET", routes + "?pageSize=500", null)))
                .path("items");
        for (JsonNode route : items) {
            if (route.path("name").asText().equals(ROUTE)) {
                if (route.at("/upstream/targets/0/url").asText().equals(upstream.toString())) {
                    return false;
                }
                expectSuccess(
                        call(client, "PUT", routes + "/" + route.path("id").asText(), wanted));
                return true;
            }
        }
        if (!items.isEmpty()) {
            // Someone has put their own routes here: they know where their traffic goes.
            return false;
        }
        expectSuccess(call(client, "POST", routes, wanted));
        return true;
    }

    private HttpResponse<String> call(HttpClient client, String method, String path, @Nullable JsonNode body)
            throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String expectSuccess(HttpResponse<String> response) throws IOException {
        if (response.statusCode() / 100 != 2) {
            throw new IOException(response.request().method() + " " + response.uri() + ": " + response.statusCode()
                    + " " + response.body());
        }
        return response.body();
    }
}
