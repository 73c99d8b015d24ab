package dev.portcullis.gateway.keys;

import static dev.portcullis.gateway.keys.KeysBench.eventually;
import static dev.portcullis.gateway.keys.KeysBench.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Provider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes run for months, and each fetch has a client of its own. */
class LeftBehindTest {
    private static final String CLIENT = "io.vertx.core.http.impl.HttpClientImpl";

    private final KeysBench bench = new KeysBench();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final Provider provider = new Provider((socket, out) -> {
        mayAnswer.await();
        Provider.ok("keys: a").answer(socket, out);
    });

    @AfterEach
    void close() throws IOException {
        mayAnswer.countDown();
        bench.close();
        provider.close();
    }

    @Test
    void fetches_that_are_over_leave_no_client_in_memory() throws JMException {
        long before = clients();
        bench.keys.retain(Set.of(source(provider.url())), Set.of());
        eventually().until(() -> provider.requests() == 1);
        assertThat(clients()).as("while one is fetching").isPositive();

        mayAnswer.countDown();
        for (int i = 0; i < 20; i++) {
            bench.fetched(source(provider.url() + "?" + i));
        }
        bench.keys.retain(Set.of(), Set.of());

        eventually().until(LeftBehindTest::clients, clients -> clients <= before);
    }

    /** Those that are reachable: the virtual machine collects garbage before it counts. */
    private static long clients() throws JMException {
        Object histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return String.valueOf(histogram)
                .lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns -> columns.length > 3 && columns[3].equals(CLIENT))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }
}
