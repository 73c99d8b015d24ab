package dev.portcullis.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behind the proxy is a server that sends back what it gets. */
class FaultProxyTest {
    private static final int SOON_MILLIS = 300;
    private static final int LATE_MILLIS = 20_000;

    private final ServerSocket echo = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final FaultProxy proxy = new FaultProxy("client to echo", echo.getLocalPort());

    FaultProxyTest() throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!echo.isClosed()) {
                try {
                    Socket client = echo.accept();
                    Thread.ofVirtual().start(() -> sendBack(client));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static void sendBack(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // The proxy cut it.
        }
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void what_goes_in_comes_out() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1, LATE_MILLIS)).isEqualTo(1);
        }
    }

    @Test
    void a_cut_ends_what_is_open_and_refuses_what_is_new_until_it_is_repaired() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1, LATE_MILLIS)).isEqualTo(1);
            proxy.become(new FaultProxy.Link.Cut());
            assertThatThrownBy(() -> echoed(client, 2, LATE_MILLIS)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> {
                    try (Socket client = connect()) {
                        echoed(client, 3, LATE_MILLIS);
                    }
                })
                .isInstanceOf(IOException.class);

        proxy.become(new FaultProxy.Link.Good());
        try (Socket client = connect()) {
            assertThat(echoed(client, 4, LATE_MILLIS)).isEqualTo(4);
        }
    }

    @Test
    void what_is_held_comes_when_it_is_let_go() throws IOException {
        try (Socket client = connect()) {
            proxy.become(new FaultProxy.Link.Held());
            assertThatThrownBy(() -> echoed(client, 1, SOON_MILLIS)).isInstanceOf(SocketTimeoutException.class);

            proxy.become(new FaultProxy.Link.Good());
            client.setSoTimeout(LATE_MILLIS);
            assertThat(client.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void what_is_slow_comes_late_and_whole() throws IOException {
        try (Socket client = connect()) {
            proxy.become(new FaultProxy.Link.Slow(Duration.ofMillis(5)));
            for (int i = 0; i < 10; i++) {
                assertThat(echoed(client, i, LATE_MILLIS)).isEqualTo(i);
            }
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static int echoed(Socket client, int octet, int timeoutMillis) throws IOException {
        client.setSoTimeout(timeoutMillis);
        client.getOutputStream().write(octet);
        int read = client.getInputStream().read();
        if (read < 0) {
            throw new IOException("closed");
        }
        return read;
    }
}
