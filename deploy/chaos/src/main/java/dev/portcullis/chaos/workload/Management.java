package dev.portcullis.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The management API of both control planes. Thread-safe. */
public final class Management implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(12);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final List<URI> apis;
    private final String token;

    public Management(List<URI> apis, String token) {
        this.apis = List.copyOf(apis);
        this.token = token;
    }

    /** What came back. */
    public record Answer(int status, HttpHeaders headers, JsonNode body) {
        public boolean succeeded() {
            return status / 100 == 2;
        }

        String field(String name) {
            return headers.firstValue(name).orElse("");
        }

        String code() {
            return body.path("code").asText();
        }
    }

    public int replicas() {
        return apis.size();
    }

    /** @throws IOException if there is no answer within some seconds */
    public Answer call(int replica, String method, String path, @Nullable Object body, Map<String, String> fields)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(apis.get(replica) + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        fields.forEach(request::header);
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            JsonNode json = response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
            return new Answer(response.statusCode(), response.headers(), json);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The body of a GET that must succeed. */
    public JsonNode get(int replica, String path) throws IOException {
        Answer answer = call(replica, "GET", path, null, Map.of());
        if (!answer.succeeded()) {
            throw new IOException("GET " + path + ": " + answer.status() + " " + answer.code());
        }
        return answer.body();
    }

    @Override
    public void close() {
        client.close();
    }
}
