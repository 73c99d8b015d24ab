package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.keys.FetchFailure.Reason;
import dev.portcullis.gateway.keys.RemoteKeySource.Location;
import dev.portcullis.gateway.peer.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
    private final List<SNIServerName> askedFor = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Certificate certificate;

    @SuppressWarnings("NullAway.Init")
    private Certificate stranger;

    @SuppressWarnings("NullAway.Init")
    private Provider provider;

    private KeysBench bench = new KeysBench(KeysBench.options(false, "127.0.0.0/8"));

    @BeforeAll
    void makeCertificates(@TempDir Path folder) throws Exception {
        certificate = Certificate.of(folder, "keys.test");
        stranger = Certificate.of(folder, "other.test");
        provider = new Provider(certificate.listener(), (socket, out) -> {
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
            askedFor.addAll(session.getRequestedServerNames());
            Provider.ok("keys: a").answer(socket, out);
        });
    }

    @AfterEach
    void renew() {
        bench.close();
        askedFor.clear();
        bench = new KeysBench(KeysBench.options(false, "127.0.0.0/8"));
    }

    @AfterAll
    void close() throws IOException {
        bench.close();
        provider.close();
    }

    private RemoteKeySource at(String host, @Nullable String caPem) {
        String url = "https://" + host + ":" + provider.port() + "/jwks";
        return new RemoteKeySource(new Location.KeySetUrl(url), List.of(), caPem);
    }

    private void assertFails(Reason reason, RemoteKeySource source) {
        int before = provider.requests();
        assertThat(bench.failed(source).reason()).isEqualTo(reason);
        assertThat(provider.requests()).as("nothing is said to a stranger").isEqualTo(before);
    }

    @Test
    void a_custom_ca_is_trusted_and_the_server_is_asked_for_by_name() {
        RemoteKeySource source = at("keys.test", certificate.pem());

        bench.fetched(source);

        assertThat(bench.kids(source)).containsExactly("a");
        assertThat(askedFor).hasToString("[type=host_name (0), value=keys.test]");
        assertThat(provider.heads().getLast()).contains("host: keys.test:" + provider.port());
    }

    @Test
    void an_unknown_ca_is_not_trusted() {
        assertFails(Reason.TLS_FAILED, at("keys.test", null));
    }

    @Test
    void another_ca_is_not_trusted() {
        assertFails(Reason.TLS_FAILED, at("keys.test", stranger.pem()));
    }

    @Test
    void a_certificate_for_another_name_is_refused_though_its_ca_is_trusted() {
        bench.names.put("other.test", List.of("127.0.0.1"));

        assertFails(Reason.TLS_FAILED, at("other.test", certificate.pem()));
        assertFails(Reason.TLS_FAILED, at("127.0.0.1", certificate.pem()));
    }

    @Test
    void a_ca_that_is_no_certificate_is_a_failure_of_its_source_alone() {
        assertFails(
                Reason.CA_REFUSED,
                at("keys.test", "-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----\n"));
        assertFails(Reason.CA_REFUSED, at("keys.test", "hunter2"));
    }

    @Test
    void a_server_that_speaks_no_tls_is_refused() throws IOException {
        try (ServerSocket plain = Provider.plainListener("127.0.0.1")) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\n\r\nkeys: evil".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThat(bench.failed(KeysBench.source("https://keys.test:" + plain.getLocalPort() + "/"))
                            .reason())
                    .isEqualTo(Reason.TLS_FAILED);
        }
    }
}
