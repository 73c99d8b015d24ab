package dev.portcullis.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.parts.KafkaPart;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a change takes to be enforced: from the arrival of the answer to a rule's PUT until every node has been seen,
 * on its socket, to answer by the new rule. Each node is asked every millisecond on a connection of its own, so what is
 * measured includes the asking. A change that was enforced before its answer arrived counts as 0. Beside it stands what Kafka
 * alone takes in the same minute for one record: machines differ.
 */
public final class PropagationBench {
    private static final int CHANGES = 200;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(1);
    private static final int WARM_UP = 40;
    private static final int LOAD_CONNECTIONS = 8;
    private static final String ISSUER = "testing@secure.istio.io";
    private static final String PROBE = "/probe";
    private static final String LOADED = "/load/1";

    private final ManagementClient management;
    private final List<URI> nodes;
    private final String instance;
    private final JsonNode keySet;
    private final String token;
    private final String kafka;
    private int kafkaTopics;

    /**
     * @param api of the control plane, up to and including {@code /api/v1}
     * @param kafka bootstrap servers of the system's broker
     * @param demo folder with the documented key set and a token of it
     */
    public PropagationBench(URI api, String adminToken, String instance, List<URI> nodes, String kafka, Path demo)
            throws IOException {
        this.management = new ManagementClient(api, adminToken);
        this.nodes = List.copyOf(nodes);
        this.kafka = kafka;
        this.instance = "/instances/" + instance;
        this.keySet =
                new ObjectMapper().readTree(demo.resolve("documented-jwks.json").toFile());
        this.token = Files.readString(demo.resolve("istio-demo.jwt")).strip();
    }

    /** Runs all of it and prints a table in Markdown. */
    public void run(PrintStream out) throws IOException, InterruptedException {
        out.println("| rules | nodes | load | p50 | p99 | longest | Kafka alone, p50 | p99 |");
        out.println("|---|---|---|---|---|---|---|---|");
        String probed = createRule("probed", "https://probe.example", PROBE);
        for (int wanted : new int[] {10, 10_000}) {
            createRules(wanted);
            measure(probed, WARM_UP);
            print(out, wanted, "idle", measure(probed, CHANGES));
            try (Load load = new Load(nodes, LOAD_CONNECTIONS, LOADED, token)) {
                long[] nanos = measure(probed, CHANGES);
                print(out, wanted, load.perSecond() + " requests/s, " + load.failed() + " failed", nanos);
            }
        }
    }

    private String createRule(String name, String issuer, String prefix) throws IOException {
        JsonNode rule = management.send("POST", instance + "/rules", rule(name, issuer, Enabled.YES));
        String id = rule.path("id").asText();
        management.send("POST", instance + "/rules/" + id + "/authorizations", condition(prefix));
        return id;
    }

    /** As many in all, in one revision. */
    private void createRules(int wanted) throws IOException {
        ObjectNode document = (ObjectNode) management.send("GET", instance + ":export", null);
        ArrayNode rules = document.withArray("rules");
        for (int made = rules.size(); made < wanted; made++) {
            // The first of them is the rule that the load's token satisfies.
            String issuer = made == 1 ? ISSUER : "https://issuer.example/" + made;
            Map<String, Object> rule = new HashMap<>(rule("rule " + made, issuer, Enabled.YES));
            rule.put("authorizations", List.of(condition("/load/" + made)));
            rules.addPOJO(rule);
        }
        management.send("POST", instance + ":apply", document);
    }

    private static Map<String, Object> condition(String prefix) {
        return Map.of("path", Map.of("match", "PREFIX", "value", prefix));
    }

    private enum Enabled {
        YES,
        NO
    }

    private Map<String, Object> rule(String name, String issuer, Enabled enabled) {
        return Map.of(
                "name", name,
                "issuer", issuer,
                "enabled", enabled == Enabled.YES,
                "authorizationMode", "BLACKLIST",
                "jwks", keySet);
    }

    /** Nanoseconds of each change, sorted. */
    private long[] measure(String probed, int changes) throws IOException, InterruptedException {
        List<GatewayConnection> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (URI node : nodes) {
                connections.add(new GatewayConnection(node));
            }
            long[] nanos = new long[changes];
            for (int i = 0; i < changes; i++) {
                nanos[i] = change(probed, i % 2 == 0 ? Enabled.NO : Enabled.YES, connections, threads);
            }
            Arrays.sort(nanos);
            return nanos;
        } finally {
            for (GatewayConnection connection : connections) {
                connection.close();
            }
        }
    }

    private long change(String probed, Enabled enabled, List<GatewayConnection> connections, ExecutorService threads)
            throws IOException, InterruptedException {
        int expected = switch (enabled) {
            case YES -> 401;
            case NO -> 200;
        };
        List<Future<Long>> seen = new ArrayList<>();
        for (GatewayConnection connection : connections) {
            seen.add(threads.submit(() -> {
                while (connection.get(PROBE, "") != expected) {
                    LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
                }
                return System.nanoTime();
            }));
        }
        management.send("PUT", instance + "/rules/" + probed, rule("probed", "https://probe.example", enabled));
        long answered = System.nanoTime();
        long last = answered;
        for (Future<Long> node : seen) {
            try {
                last = Math.max(last, node.get());
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
        return last - answered;
    }

    private void print(PrintStream out, int rules, String load, long[] sortedNanos) {
        long[] kafkaNanos = KafkaPart.roundTrips(kafka, "round-trips-" + kafkaTopics++, CHANGES);
        out.printf(
                "| %d | %d | %s | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.1f ms |%n",
                rules,
                nodes.size(),
                load,
                percentile(sortedNanos, 50) / 1e6,
                percentile(sortedNanos, 99) / 1e6,
                sortedNanos[sortedNanos.length - 1] / 1e6,
                percentile(kafkaNanos, 50) / 1e6,
                percentile(kafkaNanos, 99) / 1e6);
    }

    private static long percentile(long[] sorted, int percent) {
        return sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1];
    }
}
