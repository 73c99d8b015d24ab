package dev.portcullis.gateway.peer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An upstream that records every byte it gets, and answers as it is told. */
public final class RecordingUpstream implements AutoCloseable {
    /** What an upstream does with a connection. Exceptions of I/O end the connection, as they do in real life. */
    @FunctionalInterface
    public interface Behaviour {
        void serve(Connection connection) throws IOException;
    }

    private final ServerSocket listener;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final List<RawMessage> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile Behaviour behaviour = RecordingUpstream::answerAll;

    public RecordingUpstream() {
        this(loopback());
    }

    /** With a listener of another kind, such as TLS. */
    public RecordingUpstream(ServerSocket listener) {
        this.listener = listener;
        Thread.ofVirtual().start(this::accept);
    }

    private static ServerSocket loopback() {
        try {
            return new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers every request with 200 and a short text, for as long as the connection lasts. */
    private static void answerAll(Connection connection) throws IOException {
        while (connection.next() != null) {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello");
        }
    }

    public RecordingUpstream behave(Behaviour newBehaviour) {
        behaviour = newBehaviour;
        return this;
    }

    /** Answers each request with these bytes and goes on. */
    public RecordingUpstream answer(String bytes) {
        return behave(connection -> {
            while (connection.next() != null) {
                connection.write(bytes);
            }
        });
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Every request read so far, in order. */
    public List<RawMessage> requests() {
        return requests;
    }

    /** Connections that were accepted and have not ended. */
    public int openConnections() {
        return open.get();
    }

    public int connections() {
        return connections.size();
    }

    /** Every byte received on all connections. */
    public String received() {
        StringBuilder all = new StringBuilder();
        connections.forEach(connection -> all.append(connection.received()));
        return all.toString();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Connection connection = new Connection(socket);
                connections.add(connection);
                open.incrementAndGet();
                Thread.ofVirtual().start(() -> run(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void run(Connection connection) {
        try (connection) {
            behaviour.serve(connection);
        } catch (IOException e) {
            // The peer has gone, or the test has ended.
        } finally {
            open.decrementAndGet();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Connection connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One accepted connection. */
    public final class Connection implements AutoCloseable {
        private final Socket socket;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final InputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(new Recorder(socket.getInputStream()));
        }

        /** The next request, recorded; null when the connection has ended. */
        public @Nullable RawMessage next() throws IOException {
            RawMessage request = RawMessage.read(in, RawMessage.Content.AS_FRAMED);
            if (request != null) {
                requests.add(request);
            }
            return request;
        }

        /** The next request's head only; its content stays unread. */
        public @Nullable RawMessage nextHead() throws IOException {
            RawMessage request = RawMessage.read(in, RawMessage.Content.NONE);
            if (request != null) {
                requests.add(request);
            }
            return request;
        }

        public void write(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** One byte, or -1 at the end. */
        public int read() throws IOException {
            return in.read();
        }

        public String read(int bytes) throws IOException {
            return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
        }

        /** Waits until the other side ends the connection. */
        public void awaitEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        public Socket socket() {
            return socket;
        }

        String received() {
            synchronized (received) {
                return received.toString(StandardCharsets.ISO_8859_1);
            }
        }

        private final class Recorder extends InputStream {
            private final InputStream from;

            Recorder(InputStream from) {
                this.from = from;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int count = from.read(to, offset, length);
                if (count > 0) {
                    synchronized (received) {
                        received.write(to, offset, count);
                    }
                }
                return count;
            }

            @Override
            public int read() throws IOException {
                int b = from.read();
                if (b >= 0) {
                    synchronized (received) {
                        received.write(b);
                    }
                }
                return b;
            }
        }
    }
}
