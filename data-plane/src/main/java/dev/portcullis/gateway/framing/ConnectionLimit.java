package dev.portcullis.gateway.framing;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.Channel;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections may be open at a time. Thread-safe. */
final class ConnectionLimit {
    /** Descriptors for Kafka, for the port for operators, for files and names. */
    private static final int RESERVE = 80;

    private static final int FEWEST = 16;

    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionLimit(int most) {
        this.most = most;
    }

    /** Half of the descriptors that the process has left: each client may need a connection to an upstream. */
    static int ofDescriptors() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long left = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - RESERVE;
            return (int) Math.clamp(left / 2, FEWEST, Integer.MAX_VALUE);
        }
        return Integer.MAX_VALUE;
    }

    int most() {
        return most;
    }

    boolean isReached() {
        return open.get() >= most;
    }

    /** Counts a connection until it is closed. */
    void count(Channel channel) {
        open.incrementAndGet();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
    }
}
