package dev.portcullis.gateway.peer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly the bytes it is told to. Text is ISO 8859-1, so that every byte can be written. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) {
        try {
            socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request on a connection of its own, and the answer to it. */
    public static RawMessage ask(int port, String request) {
        try (RawClient client = new RawClient(port)) {
            return client.send(request).receive();
        }
    }

    public RawClient send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next response to a request that is not HEAD. */
    public RawMessage receive() {
        return receive(RawMessage.Content.AS_FRAMED);
    }

    public RawMessage receive(RawMessage.Content content) {
        try {
            RawMessage message = RawMessage.read(in, content);
            if (message == null) {
                throw new AssertionError("the connection was closed without an answer");
            }
            return message;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes as they come. */
    public String receive(int bytes) {
        try {
            return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything up to the end of the connection, however it ends. */
    public String receiveToTheEnd() {
        StringBuilder all = new StringBuilder();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.append((char) b);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the connection was not closed; received: " + all, e);
        } catch (IOException e) {
            // A reset ends it too.
        }
        return all.toString();
    }

    /** Whether the other side has closed the connection, waiting for it as long as a client would. */
    public boolean isClosedByPeer() {
        return receiveToTheEnd().isEmpty();
    }

    /** No more bytes will be sent; answers can still be received. */
    public void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
