package dev.portcullis.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before the management API, and changes a rule itself just before somebody else's patch of it comes through. */
final class Rival implements AutoCloseable {
    private static final Set<String> NOT_COPIED =
            Set.of("host", "connection", "content-length", "upgrade", "http2-settings", "transfer-encoding");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger changes = new AtomicInteger();
    private final HttpServer server;
    private final URI api;
    private final int times;

    /** @param times how often it is faster */
    Rival(URI api, int times) throws IOException {
        this.api = api;
        this.times = times;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::forward);
        server.start();
    }

    URI at() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + api.getPath());
    }

    int changes() {
        return changes.get();
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI target = api.resolve(exchange.getRequestURI().toString());
            HttpRequest.Builder request = HttpRequest.newBuilder(target)
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
            exchange.getRequestHeaders()
                    .forEach((name, values) -> values.stream()
                            .filter(value -> !NOT_COPIED.contains(name.toLowerCase(Locale.ROOT)))
                            .forEach(value -> request.header(name, value)));
            if (exchange.getRequestMethod().equals("PATCH") && changes.get() < times) {
                beFaster(exchange, target);
            }
            HttpResponse<byte[]> response = send(request.build(), BodyHandlers.ofByteArray());
            response.headers()
                    .map()
                    .forEach((name, values) -> values.stream()
                            .filter(value -> !name.startsWith(":") && !NOT_COPIED.contains(name))
                            .forEach(value -> exchange.getResponseHeaders().add(name, value)));
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        }
    }

    private void beFaster(HttpExchange exchange, URI target) throws IOException {
        String patch = "{\"sub\": \"rival-" + changes.incrementAndGet() + "\"}";
        HttpRequest request = HttpRequest.newBuilder(target)
                .method("PATCH", BodyPublishers.ofString(patch))
                .header("Content-Type", "application/merge-patch+json")
                .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                .build();
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("the rival's own patch: " + response.statusCode() + " " + response.body());
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
