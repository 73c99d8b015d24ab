package dev.portcullis.local.demo;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * A service to stand behind the gateway: answers every request with what arrived, as JSON. A header field that came once
 * is a string, one that came several times an array; names are lower case.
 */
public final class DemoUpstream extends VerticleBase {
    private static final int MAX_LINE_BYTES = 64 * 1024;

    private final int port;

    private DemoUpstream(int port) {
        this.port = port;
    }

    /**
     * @param args the port, on 127.0.0.1
     */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        Vertx vertx = Vertx.vertx();
        vertx.deployVerticle(() -> new DemoUpstream(port), new DeploymentOptions().setInstances(2))
                .onSuccess(id -> System.out.println("listening on 127.0.0.1:" + port))
                .onFailure(failure -> {
                    System.err.println("port " + port + ": " + failure.getMessage());
                    Runtime.getRuntime().halt(1);
                });
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(2 * MAX_LINE_BYTES);
        return vertx.createHttpServer(options)
                .requestHandler(DemoUpstream::echo)
                .listen();
    }

    private static void echo(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(describe(request, body)));
    }

    private static Buffer describe(HttpServerRequest request, Buffer body) {
        JsonObject seen =
                new JsonObject().put("method", request.method().name()).put("path", request.path());
        if (request.query() != null) {
            seen.put("query", request.query());
        }
        return seen.put("headers", headers(request.headers()))
                .put("body", body.toString())
                .toBuffer();
    }

    private static JsonObject headers(MultiMap fields) {
        JsonObject headers = new JsonObject();
        for (String name : fields.names()) {
            List<String> values = fields.getAll(name);
            headers.put(name.toLowerCase(Locale.ROOT), values.size() == 1 ? values.getFirst() : new JsonArray(values));
        }
        return headers;
    }
}
