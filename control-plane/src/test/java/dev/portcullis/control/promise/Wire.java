package dev.portcullis.control.promise;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API as it is reached over HTTP, and a record of what was said. */
final class Wire {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client;
    private final URI api;
    private final String token = Tokens.of("admin");
    private final List<String> record = new ArrayList<>();

    Wire(HttpClient client, URI api) {
        this.client = client;
        this.api = api;
    }

    /**
     * @param fields names and values in turn
     */
    record Request(String method, String path, @Nullable JsonNode body, List<String> fields) {
        static Request get(String path) {
            return new Request("GET", path, null, List.of());
        }

        Request with(String... more) {
            List<String> all = new ArrayList<>(fields);
            all.addAll(List.of(more));
            return new Request(method, path, body, all);
        }

        /** The same to a server that tells requests apart by their key. */
        boolean says(Request other) {
            return method.equals(other.method) && path.equals(other.path) && text().equals(other.text());
        }

        String text() {
            return body == null ? "" : body.toString();
        }
    }

    /** What came back. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        /** A header field; empty if it is not there. */
        String field(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer send(Request request) {
        HttpRequest.Builder http = HttpRequest.newBuilder(URI.create(api + request.path()))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .method(
                        request.method(),
                        request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.text()));
        String type = request.method().equals("PATCH") ? "application/merge-patch+json" : "application/json";
        http.header("Content-Type", type);
        for (int i = 0; i < request.fields().size(); i += 2) {
            http.header(request.fields().get(i), request.fields().get(i + 1));
        }
        HttpResponse<String> response = send(http.build());
        record.add(request.method() + " " + request.path() + " " + request.fields() + " " + request.text() + "\n    "
                + response.statusCode() + " "
                + response.headers().firstValue("ETag").orElse("") + " "
                + response.body());
        JsonNode body = response.body().isEmpty() ? Json.object() : Json.of(response.body());
        return new Answer(response.statusCode(), body, response);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The last requests, with their answers. */
    String last(int requests) {
        return String.join("\n  ", record.subList(Math.max(0, record.size() - requests), record.size()));
    }
}
