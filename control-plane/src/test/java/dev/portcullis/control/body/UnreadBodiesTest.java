package dev.portcullis.control.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Tokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Over HTTP/2, which the management port speaks in clear text; the attacks show the same over HTTP/1.1. */
@ControlPlaneTest
class UnreadBodiesTest {
    private static final int MEBIBYTE = 1 << 20;
    /** More than the window that a stream begins with, so that it passes only if somebody reads. */
    private static final Buffer PIECE = Buffer.buffer(new byte[MEBIBYTE]);

    private static final long TIMEOUT_SECONDS = 60;

    @Inject
    Vertx vertx;

    @TestHTTPResource
    URI server = URI.create("http://127.0.0.1");

    private record Answer(int status, String body) {}

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private HttpClientRequest creation(HttpClient client, int bodyBytes) throws Exception {
        return await(client.request(new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI("/api/v1/instances")
                .putHeader("Authorization", "Bearer " + Tokens.of("admin"))
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", String.valueOf(bodyBytes))));
    }

    private static Future<Answer> answer(HttpClientRequest request) {
        return request.response()
                .compose(response -> response.body().map(body -> new Answer(response.statusCode(), body.toString())));
    }

    @Test
    void of_a_body_that_no_operation_takes_the_stream_ends_and_nothing_is_read() throws Exception {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        try {
            HttpClientRequest endless = creation(client, 100 * MEBIBYTE);
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            endless.exceptionHandler(end::complete);
            Future<Answer> refusal = answer(endless);
            Future<Void> piece = endless.write(PIECE);

            assertThat(await(refusal).status()).isEqualTo(413);
            assertThat(await(refusal).body()).contains("\"code\":\"BODY_TOO_LARGE\"", "at most 2 MiB");
            assertThat(end.get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            StreamResetException.class,
                            reset -> assertThat(reset.getCode()).isZero());
            assertThatThrownBy(() -> await(piece)).as("the body").isNotNull();

            Buffer body = Buffer.buffer("{\"name\":\"" + Api.freshName("small") + "\"}");
            HttpClientRequest small = creation(client, body.length());
            Future<Answer> created = answer(small);
            small.end(body);
            assertThat(await(created).status()).isEqualTo(201);
            assertThat(small.connection()).as("the connection").isSameAs(endless.connection());
        } finally {
            await(client.close());
        }
    }
}
