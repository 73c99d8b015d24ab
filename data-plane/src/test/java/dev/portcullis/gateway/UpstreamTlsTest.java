package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets with TLS: their certificates are verified against the trust store of the JVM, and their names too. */
class UpstreamTlsTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private RecordingUpstream upstream;
    private Path store;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        store = folder.resolve("keys.p12");
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(certificate(), PASSWORD.toCharArray());
        context.init(managers.getKeyManagers(), null, null);
        upstream = new RecordingUpstream(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    @AfterEach
    void stop() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
        upstream.close();
    }

    /** For the name {@code localhost}, by the JDK's keytool. */
    private KeyStore certificate() throws Exception {
        Path log = folder.resolve("keytool.log");
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String arguments = "-genkeypair -alias it -keyalg EC -groupname secp256r1 -dname CN=localhost"
                + " -ext san=dns:localhost -validity 3650 -storetype PKCS12 -storepass " + PASSWORD + " -keystore "
                + store;
        Process keytool = new ProcessBuilder((program + " " + arguments).split(" ", -1))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(keytool.waitFor()).as(Files.readString(log)).isZero();
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private void trust() {
        System.setProperty(TRUST_STORE, store.toString());
        System.setProperty(TRUST_STORE + "Password", PASSWORD);
    }

    private RawMessage ask(String host) {
        try (TestNode node = new TestNode().configure(Config.route("https://" + host + ":" + upstream.port()))) {
            RawMessage first = RawClient.ask(node.port(), GET);
            return first.status() == 200 ? RawClient.ask(node.port(), GET) : first;
        }
    }

    @Test
    void a_certificate_that_is_trusted_serves_and_the_connection_is_kept() {
        trust();

        assertThat(ask("localhost").body()).isEqualTo("hello");
        assertThat(upstream.connections()).isEqualTo(1);
    }

    @Test
    void one_for_another_name_does_not() {
        trust();

        assertThat(ask("127.0.0.1").status()).isEqualTo(502);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void one_that_nobody_vouches_for_does_not() {
        assertThat(ask("localhost").status()).isEqualTo(502);
        assertThat(upstream.requests()).isEmpty();
    }
}
