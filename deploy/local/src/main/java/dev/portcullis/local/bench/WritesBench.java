package dev.portcullis.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many updates of rules the API accepts in a second. Each is a PUT that changes the rule, and is answered after its
 * commit, by a PostgreSQL with fsync and synchronous_commit on; it is published to Kafka as well, which the answer does not
 * wait for.
 */
public final class WritesBench {
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(20);
    private static final int CLIENTS = 16;

    private final URI api;
    private final String adminToken;
    private final String jdbcUrl;
    private final JsonNode keySet;

    /**
     * @param api of the control plane, up to and including {@code /api/v1}
     * @param demo folder with the documented key set
     */
    public WritesBench(URI api, String adminToken, String jdbcUrl, Path demo) throws IOException {
        this.api = api;
        this.adminToken = adminToken;
        this.jdbcUrl = jdbcUrl;
        this.keySet =
                new ObjectMapper().readTree(demo.resolve("documented-jwks.json").toFile());
    }

    /** Runs all of it and prints a table in Markdown. */
    public void run(PrintStream out) throws IOException, InterruptedException, SQLException {
        out.println("| clients | instances | rules in each | updates/s | p50 | p99 |");
        out.println("|---|---|---|---|---|---|");
        try (ManagementClient management = new ManagementClient(api, adminToken)) {
            List<List<String>> small = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                small.add(rules(management, newInstance(management, i)));
            }
            measure(List.of(small.getFirst().getFirst()), WARM_UP);
            measure(out, List.of(small.getFirst().getFirst()), 1, CLIENTS);
            measure(out, small.getFirst(), 1, CLIENTS);
            measure(out, small.stream().map(List::getFirst).toList(), CLIENTS, CLIENTS);
            try (Connection database = DriverManager.getConnection(jdbcUrl)) {
                String big = ManyRows.make(management, database, keySet);
                measure(out, rules(management, big), 1, ManyRows.RULES + CLIENTS);
            }
        }
    }

    private static String newInstance(ManagementClient management, int number) throws IOException {
        return "/instances/"
                + management
                        .send("POST", "/instances", Map.of("name", "Writes " + number))
                        .path("id")
                        .asText();
    }

    private List<String> rules(ManagementClient management, String instance) throws IOException {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            JsonNode rule = management.send("POST", instance + "/rules", rule("written " + i, 0));
            rules.add(instance + "/rules/" + rule.path("id").asText());
        }
        return rules;
    }

    private Map<String, Object> rule(String name, int clockSkew) {
        return Map.of(
                "name", name,
                "issuer", "https://issuer.example",
                "authorizationMode", "WHITELIST",
                "clockSkew", clockSkew,
                "jwks", keySet);
    }

    private void measure(PrintStream out, List<String> rules, int instances, int rulesInEach)
            throws IOException, InterruptedException {
        long[] nanos = measure(rules, MEASURED);
        out.printf(
                Locale.ROOT,
                "| %d | %d | %d | %d | %.1f ms | %.1f ms |%n",
                rules.size(),
                instances,
                rulesInEach,
                nanos.length / MEASURED.toSeconds(),
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6);
    }

    /** Each rule has a client of its own, which writes again as soon as it is answered. Nanoseconds of each write, sorted. */
    private long[] measure(List<String> rules, Duration duration) throws IOException, InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<Long>>> clients = new ArrayList<>();
            rules.forEach(rule -> clients.add(() -> write(rule, end)));
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> client : threads.invokeAll(clients)) {
                all.addAll(client.get());
            }
            long[] nanos = all.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(nanos);
            return nanos;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private List<Long> write(String path, long end) throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (ManagementClient management = new ManagementClient(api, adminToken)) {
            String name = management.send("GET", path, null).path("name").asText();
            int skew = 0;
            while (System.nanoTime() < end) {
                skew = skew % 300 + 1;
                long start = System.nanoTime();
                management.send("PUT", path, rule(name, skew));
                nanos.add(System.nanoTime() - start);
            }
        }
        return nanos;
    }
}
