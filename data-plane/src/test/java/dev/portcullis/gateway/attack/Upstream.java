package dev.portcullis.gateway.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a socket that keeps the raw octets of every request and answers each with 200. */
final class Upstream implements AutoCloseable {
    private final ServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger total = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    Upstream() {
        try {
            server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** What has arrived since this was asked last, one text for each request, an octet for each character. */
    List<String> take() {
        List<String> taken = List.copyOf(requests);
        requests.clear();
        return taken;
    }

    int total() {
        return total.get();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String request = read(in);
            while (!request.isEmpty()) {
                requests.add(request);
                total.incrementAndGet();
                boolean upgrade = request.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket\r\n");
                String answer = upgrade
                        ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                        : "HTTP/1.1 200 OK\r\nContent-Length: " + (request.startsWith("HEAD") ? "0" : "2\r\n\r\nok");
                socket.getOutputStream()
                        .write((request.startsWith("HEAD") ? answer + "\r\n\r\n" : answer).getBytes(ISO_8859_1));
                request = read(in);
            }
        } catch (IOException e) {
            // The node went away; what it sent is kept.
        }
    }

    /** Header and body of one request; empty at the end of the connection. */
    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        readTo(in, all, "\r\n\r\n");
        String head = all.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
        int length = head.indexOf("\r\ncontent-length: ");
        if (length >= 0) {
            int start = length + "\r\ncontent-length: ".length();
            all.write(in.readNBytes(Integer.parseInt(head.substring(start, head.indexOf('\r', start)))));
        } else if (head.contains("\r\ntransfer-encoding: chunked")) {
            readTo(in, all, "0\r\n\r\n");
        }
        return all.toString(ISO_8859_1);
    }

    private static void readTo(InputStream in, ByteArrayOutputStream all, String end) throws IOException {
        int matched = 0;
        while (matched < end.length()) {
            int octet = in.read();
            if (octet < 0) {
                return;
            }
            all.write(octet);
            matched = octet == end.charAt(matched) ? matched + 1 : octet == end.charAt(0) ? 1 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
