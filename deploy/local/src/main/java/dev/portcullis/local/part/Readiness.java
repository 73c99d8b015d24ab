package dev.portcullis.local.part;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** A question to a part, answered over its socket. */
public sealed interface Readiness {
    /** Whether the part does its work now. */
    boolean holds();

    /** Something accepts connections there. */
    record Listens(int port) implements Readiness {
        private static final int CONNECT_TIMEOUT_MILLIS = 1000;

        @Override
        public boolean holds() {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** A GET there is answered with 2xx. */
    record Answers(URI url) implements Readiness {
        private static final int TIMEOUT_MILLIS = 5000;

        @Override
        public boolean holds() {
            try {
                HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                connection.setRequestProperty("Connection", "close");
                return connection.getResponseCode() / 100 == 2;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
