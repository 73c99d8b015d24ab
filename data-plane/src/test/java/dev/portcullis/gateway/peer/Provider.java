package dev.portcullis.gateway.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback that does with each connection whatever the test wants, raw. */
public final class Provider implements AutoCloseable {
    private final ServerSocket listener;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger lostPeers = new AtomicInteger();
    private volatile Script script;

    /** What is done once a request's head has been read. */
    @FunctionalInterface
    public interface Script {
        void answer(Socket socket, OutputStream out) throws Exception;
    }

    public Provider(Script script) {
        this(plainListener("127.0.0.1"), script);
    }

    public Provider(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    public static ServerSocket plainListener(String address) {
        try {
            return new ServerSocket(0, 50, InetAddress.ofLiteral(address));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers 200 with a body. */
    public static Script ok(String body, String... headers) {
        return status("200 OK", body, headers);
    }

    public static Script status(String status, String body, String... headers) {
        return (socket, out) -> {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
            List.of(headers).forEach(header -> head.append(header).append("\r\n"));
            byte[] octets = body.getBytes(StandardCharsets.UTF_8);
            head.append("Content-Length: ").append(octets.length).append("\r\n\r\n");
            out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(octets);
            out.flush();
        };
    }

    /** Sends these characters and then nothing, and leaves the connection open. */
    public static Script sendAndHang(String text) {
        return (socket, out) -> {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            socket.getInputStream().readAllBytes();
            throw new IOException("the peer has gone");
        };
    }

    /** Sends a head and then the same text for as long as the peer takes it. */
    public static Script endless(String head, String again) {
        return (socket, out) -> {
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            while (true) {
                out.write(again.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        };
    }

    public void become(Script next) {
        script = next;
    }

    /** Where its key set is. */
    public String url() {
        return "http://127.0.0.1:" + port() + "/jwks";
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Heads of all requests so far. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    public int requests() {
        return heads.size();
    }

    public int connections() {
        return connections.get();
    }

    /** How many peers went away while they were being answered. */
    public int lostPeers() {
        return lostPeers.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            StringBuilder head = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                int octet = in.read();
                if (octet < 0) {
                    return;
                }
                head.append((char) octet);
            }
            heads.add(head.toString());
            script.answer(socket, socket.getOutputStream());
        } catch (Exception e) {
            // The peer closed, which several tests wait for.
            lostPeers.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
