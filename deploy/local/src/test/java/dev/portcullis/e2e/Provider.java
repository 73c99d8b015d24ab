package dev.portcullis.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Executors;

/** Publishes signers' keys on 127.0.0.1, to be kept for an hour: nobody fetches them again just because time passes. */
final class Provider implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private volatile byte[] keys = {};

    Provider(Signer... signers) throws IOException {
        publish(signers);
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/jwks", exchange -> {
            byte[] body = keys;
            exchange.getResponseHeaders().set("Cache-Control", "max-age=3600");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** From now on these, and no others. */
    void publish(Signer... signers) throws IOException {
        ArrayNode all = JSON.createArrayNode();
        for (Signer signer : signers) {
            all.addAll((ArrayNode) JSON.valueToTree(signer.jwks()).path("keys"));
        }
        keys = JSON.writeValueAsBytes(Map.of("keys", all));
    }

    URI jwksUri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
