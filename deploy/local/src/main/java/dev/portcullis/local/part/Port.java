package dev.portcullis.local.part;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * A port of 127.0.0.1 that a part listens on.
 *
 * @param number 1–65535
 * @param flag the launcher's option that changes it
 */
public record Port(int number, String flag) {
    public Port {
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException(flag + ": " + number + " (expected: 1-65535)");
        }
    }

    /** Whether nobody listens on it now. */
    public boolean isFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), number));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
