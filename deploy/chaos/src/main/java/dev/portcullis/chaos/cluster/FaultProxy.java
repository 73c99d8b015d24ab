package dev.portcullis.chaos.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP connection with faults in it: what connects here reaches another port of 127.0.0.1, unless it is cut, held up or
 * slowed down. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long HELD_POLL_NANOS = 10_000_000;

    private final String name;
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Link link = new Link.Good();

    /** How the connection is. */
    public sealed interface Link {
        /** Everything goes through. */
        record Good() implements Link {}

        /** What is open is reset, and what is new is closed. */
        record Cut() implements Link {}

        /** Nothing goes through, and nobody is told. */
        record Held() implements Link {}

        /** Everything is late by so much. */
        record Slow(Duration delay) implements Link {}
    }

    /**
     * Listens on a free port.
     *
     * @param target port of 127.0.0.1
     */
    @SuppressWarnings("this-escape")
    public FaultProxy(String name, int target) {
        this.name = name;
        this.target = target;
        try {
            this.server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name(name).start(this::accept);
    }

    /** Who is connected to whom, for example {@code node-1 to kafka}. */
    public String name() {
        return name;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on the connection is like that. */
    public void become(Link wanted) {
        link = wanted;
        if (wanted instanceof Link.Cut) {
            open.forEach(FaultProxy::reset);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (link instanceof Link.Cut) {
                    reset(client);
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try (client;
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(behind);
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pump(behind, client));
            pump(client, behind);
            back.join();
            open.remove(behind);
        } catch (IOException e) {
            reset(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** Until one of the two ends; then the other does. */
    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                delay(from);
                out.write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from);
            reset(to);
        }
    }

    private void delay(Socket from) {
        switch (link) {
            case Link.Good ignored -> {}
            case Link.Cut ignored -> {}
            case Link.Slow slow -> LockSupport.parkNanos(slow.delay().toNanos());
            case Link.Held ignored -> {
                while (link instanceof Link.Held && !from.isClosed()) {
                    LockSupport.parkNanos(HELD_POLL_NANOS);
                }
            }
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already, which is what was wanted.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        become(new Link.Cut());
    }
}
