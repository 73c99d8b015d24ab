package dev.portcullis.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes to the management API over one kept connection. */
public final class ManagementClient implements AutoCloseable {
    private static final int LONGEST_WAIT = 30;
    private static final Duration GIVE_UP = Duration.ofMinutes(5);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI api;
    private final String token;

    /** @param api of the control plane, up to and including {@code /api/v1} */
    public ManagementClient(URI api, String token) {
        this.api = api;
        this.token = token;
    }

    /**
     * @throws IOException unless the answer is 2xx
     */
    JsonNode send(String method, String path, @Nullable Object body) throws IOException {
        return json.readTree(answer(method, path, body, Map.of()).body());
    }

    /**
     * Writes, and waits until every node has applied it, or five minutes.
     *
     * @throws IOException unless the answer is 2xx, or if it was not applied
     */
    void sendAndWait(String method, String instance, String path, @Nullable Object body) throws IOException {
        HttpResponse<String> response = answer(method, instance + path, body, Map.of("Prefer", "wait=" + LONGEST_WAIT));
        String propagation =
                response.headers().firstValue("Portcullis-Propagation").orElse("");
        long until = System.nanoTime() + GIVE_UP.toNanos();
        while (!propagation.startsWith("APPLIED")) {
            if (System.nanoTime() > until) {
                throw new IOException(method + " " + instance + path + ": " + propagation);
            }
            propagation =
                    send("GET", instance + "/propagation", null).path("state").asText();
        }
    }

    private HttpResponse<String> answer(String method, String path, @Nullable Object body, Map<String, String> more)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        more.forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return response;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
