package dev.portcullis.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a part lives.
 *
 * @param dataDir holds its data; made if absent
 * @param log its output is appended here
 * @param keep whether the data stay when the part ends
 */
record PartHome(Path dataDir, Path log, Keep keep) {
    enum Keep {
        FOR_EVER,
        UNTIL_CLOSED
    }

    static PartHome temporary(String name) {
        try {
            Path home = Files.createTempDirectory("portcullis-" + name + "-");
            return new PartHome(home.resolve("data"), home.resolve(name + ".log"), Keep.UNTIL_CLOSED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PartHome lasting(Path dataDir, Path log) {
        return new PartHome(dataDir.toAbsolutePath(), log.toAbsolutePath(), Keep.FOR_EVER);
    }

    void removeIfTemporary() {
        if (keep == Keep.FOR_EVER) {
            return;
        }
        try (var paths = Files.walk(dataDir.getParent())) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A file that vanished while we walked is what we wanted; what stays behind lies in the system's temp
            // folder.
        }
    }

    /** Ports of 127.0.0.1 that were free a moment ago, all different. */
    static List<Integer> freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            held.forEach(PartHome::closeQuietly);
        }
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was never used.
        }
    }
}
