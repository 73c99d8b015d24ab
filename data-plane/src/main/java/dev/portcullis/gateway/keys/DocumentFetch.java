package dev.portcullis.gateway.keys;

import dev.portcullis.gateway.keys.DocumentAnswer.Document;
import dev.portcullis.gateway.keys.DocumentAnswer.Failed;
import dev.portcullis.gateway.keys.FetchFailure.Reason;
import dev.portcullis.gateway.keys.RemoteKeySource.FetchHeader;
import dev.portcullis.policy.address.AddressPolicy;
import dev.portcullis.policy.address.TargetUrl;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One GET of one document. The name is resolved here and the address that was checked is the one dialled, while the Host
 * field, SNI and the check of the certificate go by the name: a DNS answer that changes in between changes nothing. The
 * client is made for this fetch and closed with it, which also ends whatever a peer still sends. It uses no proxy, and
 * neither environment nor system properties can give it one. Confined to the Vert.x context that started it.
 */
final class DocumentFetch {
    /** A name's first addresses suffice; more would let a provider choose how many connections we try. */
    private static final int MAX_ADDRESSES = 4;

    private final Vertx vertx;
    private final RemoteKeysOptions options;
    private final TargetUrl url;
    private final List<FetchHeader> headers;
    private final WebClient client;
    private final Promise<DocumentAnswer> answer = Promise.promise();

    private DocumentFetch(
            Vertx vertx, RemoteKeysOptions options, TargetUrl url, List<FetchHeader> headers, @Nullable String caPem) {
        this.vertx = vertx;
        this.options = options;
        this.url = url;
        this.headers = headers;
        this.client = client(caPem);
    }

    /**
     * Fetches.
     *
     * @param caPem the only certificates to trust; null: those of the JDK
     * @return never fails
     */
    static Future<DocumentAnswer> get(
            Vertx vertx,
            Timers timers,
            NameResolver resolver,
            RemoteKeysOptions options,
            TargetUrl url,
            List<FetchHeader> headers,
            @Nullable String caPem) {
        DocumentFetch fetch = new DocumentFetch(vertx, options, url, headers, caPem);
        String limit = options.documentTimeout().toMillis() + " ms";
        Timers.Alarm deadline = timers.after(
                options.documentTimeout(),
                () -> fetch.fail(Reason.TIMED_OUT, "no complete answer (expected: one within " + limit + ")"));
        fetch.resolve(resolver);
        return fetch.answer.future().onComplete(ended -> {
            deadline.cancel();
            fetch.client.close();
        });
    }

    private WebClient client(@Nullable String caPem) {
        WebClientOptions settings = new WebClientOptions();
        settings.setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(false)
                .setConnectTimeout(Math.toIntExact(options.connectTimeout().toMillis()))
                .setDecompressionSupported(false)
                .setVerifyHost(true)
                .setTrustAll(false)
                .setForceSni(url.literal() == null);
        settings.setFollowRedirects(false).setUserAgent("portcullis");
        // Nobody shares it. But of clients that are not shared Vert.x keeps every one until it ends itself, closed or
        // not
        // (eclipse-vertx/vert.x issue 6268), each with the certificates it trusts.
        settings.setShared(true).setName(UUID.randomUUID().toString());
        if (caPem != null) {
            settings.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(caPem)));
        }
        return WebClient.create(vertx, settings, new PoolOptions().setCleanerPeriod(0));
    }

    private void resolve(NameResolver resolver) {
        InetAddress literal = url.literal();
        if (literal != null) {
            check(List.of(literal));
            return;
        }
        resolver.resolve(url.host()).onComplete(found -> {
            if (found.failed() || found.result().isEmpty()) {
                fail(Reason.NAME_NOT_RESOLVED, "host name without address (expected: one that resolves)");
            } else {
                check(found.result());
            }
        });
    }

    private void check(List<InetAddress> addresses) {
        AddressPolicy policy = new AddressPolicy(options.allowedNetworks());
        List<InetAddress> allowed =
                addresses.stream().filter(policy::mayDial).limit(MAX_ADDRESSES).toList();
        if (allowed.isEmpty()) {
            String kind =
                    AddressPolicy.kindOf(addresses.getFirst().getAddress()).text();
            fail(
                    Reason.ADDRESS_REFUSED,
                    "host at " + kind + " (expected: a public one, or one that the operator allows)");
        } else {
            dial(allowed, 0);
        }
    }

    private void dial(List<InetAddress> addresses, int index) {
        if (answer.future().isComplete()) {
            return;
        }
        SocketAddress address =
                SocketAddress.inetSocketAddress(new InetSocketAddress(addresses.get(index), url.port()));
        HttpRequest<byte[]> request = client.request(
                        HttpMethod.GET, address, url.port(), url.hostInUrl(), url.pathAndQuery())
                .ssl(url.tls())
                .as(BoundedBody.codec(options.maxBodyBytes()))
                .putHeader("Accept", "application/jwk-set+json, application/json")
                .putHeader("Accept-Encoding", ContentCoding.ACCEPTED);
        headers.forEach(header -> request.putHeader(header.name(), header.value()));
        request.send().onComplete(sent -> {
            if (sent.succeeded()) {
                judge(sent.result());
                return;
            }
            FetchFailure failure = failure(sent.cause());
            if (failure.reason() == Reason.CONNECT_FAILED && index + 1 < addresses.size()) {
                dial(addresses, index + 1);
            } else {
                answer.tryComplete(new Failed(failure));
            }
        });
    }

    private void judge(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status >= 300 && status < 400) {
            fail(Reason.REDIRECTED, "status " + status + " (expected: 200; redirects are not followed)");
        } else if (status != 200) {
            fail(Reason.STATUS_NOT_OK, "status " + status + " (expected: 200)");
        } else {
            byte[] body = response.body();
            String coding = String.join(",", response.headers().getAll(HttpHeaders.CONTENT_ENCODING));
            answer.tryComplete(
                    switch (ContentCoding.decode(body == null ? new byte[0] : body, coding, options.maxBodyBytes())) {
                        case ContentCoding.Decoded decoded -> new Document(decoded.body(), response.headers());
                        case ContentCoding.Refused refused -> new Failed(refused.failure());
                    });
        }
    }

    /** Tells the kind of a failure. Messages of exceptions are not passed on: some quote what the peer sent. */
    private FetchFailure failure(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BoundedBody.TooLargeException) {
                return FetchFailure.tooLarge(options.maxBodyBytes());
            }
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return new FetchFailure(
                        Reason.TLS_FAILED,
                        "TLS handshake failed (expected: a certificate for the host, of a trusted CA)");
            }
            if (cause instanceof ConnectTimeoutException || (cause instanceof SocketException && !isReset(cause))) {
                return new FetchFailure(Reason.CONNECT_FAILED, "no connection (expected: a server that accepts one)");
            }
        }
        return new FetchFailure(
                Reason.CONNECTION_LOST, "connection lost or answer not HTTP (expected: a complete HTTP/1.1 answer)");
    }

    private static boolean isReset(Throwable cause) {
        String message = cause.getMessage();
        return message != null && message.contains("reset");
    }

    private void fail(Reason reason, String detail) {
        answer.tryComplete(new Failed(new FetchFailure(reason, detail)));
    }
}
