package dev.portcullis.gateway.keys;

import dev.portcullis.gateway.keys.DocumentAnswer.Document;
import dev.portcullis.gateway.keys.DocumentAnswer.Failed;
import dev.portcullis.gateway.keys.FetchFailure.Reason;
import dev.portcullis.gateway.keys.RemoteKeySource.FetchHeader;
import dev.portcullis.gateway.keys.RemoteKeySource.Location;
import dev.portcullis.model.KeyReport;
import dev.portcullis.policy.address.TargetUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Brings the key set of a source: its document, or first its issuer's discovery document and then that one. */
final class KeySetFetcher<K> {
    private static final String DISCOVERY_DOCUMENT = "discovery document";

    private final Vertx vertx;
    private final Timers timers;
    private final NameResolver resolver;
    private final RemoteKeysOptions options;
    private final Function<byte[], KeySetParse<K>> parser;

    KeySetFetcher(
            Vertx vertx,
            Timers timers,
            NameResolver resolver,
            RemoteKeysOptions options,
            Function<byte[], KeySetParse<K>> parser) {
        this.vertx = vertx;
        this.timers = timers;
        this.resolver = resolver;
        this.options = options;
        this.parser = parser;
    }

    /** What a fetch brought. */
    sealed interface Fetched<K> {
        record Keys<K>(K keys, List<KeyFacts> facts, Duration lifetime) implements Fetched<K> {}

        record Nothing<K>(FetchFailure failure) implements Fetched<K> {}
    }

    /** Fetches. Ends within the limits, on the context of the caller; fails only by a bug. */
    Future<Fetched<K>> fetch(RemoteKeySource source) {
        String caPem = source.caPem();
        if (caPem != null && !holdsCertificates(caPem)) {
            return nothing(new FetchFailure(Reason.CA_REFUSED, "custom CA without certificate (expected: PEM)"));
        }
        return switch (source.location()) {
            case Location.KeySetUrl at ->
                switch (TargetUrl.parse(at.url(), options.allowHttp())) {
                    case TargetUrl.Parsed.Refused refused -> nothing(urlRefused("jwksUri", refused));
                    case TargetUrl.Parsed.Usable usable -> fetchKeys(usable.url(), source.headers(), source.caPem());
                };
            case Location.Discovery at -> discover(at.issuer(), source);
        };
    }

    private Future<Fetched<K>> discover(String issuer, RemoteKeySource source) {
        if (issuer.indexOf('?') >= 0) {
            return nothing(new FetchFailure(Reason.URL_REFUSED, "issuer with a query (expected: a URL without one)"));
        }
        TargetUrl issuerUrl;
        switch (TargetUrl.parse(DiscoveryDocument.urlOf(issuer), options.allowHttp())) {
            case TargetUrl.Parsed.Refused refused -> {
                return nothing(urlRefused("issuer", refused));
            }
            case TargetUrl.Parsed.Usable usable -> issuerUrl = usable.url();
        }
        return get(issuerUrl, source.headers(), source.caPem()).compose(answer -> switch (answer) {
            case Failed failed -> nothing(failed.failure().of(DISCOVERY_DOCUMENT));
            case Document document ->
                switch (DiscoveryDocument.read(document.body(), issuer)) {
                    case DiscoveryDocument.Refused refused ->
                        nothing(refused.failure().of(DISCOVERY_DOCUMENT));
                    case DiscoveryDocument.KeysAt keysAt -> fetchDiscovered(keysAt.url(), issuerUrl, source);
                };
        });
    }

    /** The headers hold secrets meant for the issuer; a document does not decide who else gets them. */
    private Future<Fetched<K>> fetchDiscovered(String keysUrl, TargetUrl issuerUrl, RemoteKeySource source) {
        return switch (TargetUrl.parse(keysUrl, options.allowHttp())) {
            case TargetUrl.Parsed.Refused refused ->
                nothing(urlRefused("jwks_uri", refused).of(DISCOVERY_DOCUMENT));
            case TargetUrl.Parsed.Usable usable -> {
                boolean withheld = !source.headers().isEmpty() && !usable.url().sameOrigin(issuerUrl);
                String document = "key set at " + FetchFailure.quoted(KeyReport.locationOf(keysUrl))
                        + (withheld ? " (of another origin than the issuer: without the headers of the fetch)" : "");
                yield fetchKeys(usable.url(), withheld ? List.of() : source.headers(), source.caPem())
                        .map(fetched -> switch (fetched) {
                            case Fetched.Keys<K> keys -> keys;
                            case Fetched.Nothing<K> nothing ->
                                new Fetched.Nothing<>(nothing.failure().of(document));
                        });
            }
        };
    }

    private Future<Fetched<K>> fetchKeys(TargetUrl url, List<FetchHeader> headers, @Nullable String caPem) {
        return get(url, headers, caPem).compose(answer -> switch (answer) {
            case Failed failed -> nothing(failed.failure());
            case Document document -> parse(document);
        });
    }

    /** Off the event loop: a set of a hundred keys takes a while to check. */
    private Future<Fetched<K>> parse(Document document) {
        return vertx.executeBlocking(() -> parsed(document), false).map(Objects::requireNonNull);
    }

    private Fetched<K> parsed(Document document) {
        return switch (parser.apply(document.body())) {
            case KeySetParse.Refused<K> refused ->
                new Fetched.Nothing<>(new FetchFailure(Reason.KEY_SET_REFUSED, refused.detail()));
            case KeySetParse.Read<K> read -> new Fetched.Keys<>(read.keys(), read.facts(), document.lifetime());
        };
    }

    private Future<DocumentAnswer> get(TargetUrl url, List<FetchHeader> headers, @Nullable String caPem) {
        return DocumentFetch.get(vertx, timers, resolver, options, url, headers, caPem);
    }

    private static boolean holdsCertificates(String pem) {
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }

    private static FetchFailure urlRefused(String field, TargetUrl.Parsed.Refused refused) {
        return new FetchFailure(Reason.URL_REFUSED, field + ": " + refused.detail());
    }

    private static <K> Future<Fetched<K>> nothing(FetchFailure failure) {
        return Future.succeededFuture(new Fetched.Nothing<>(failure));
    }
}
