package dev.portcullis.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What big configurations, many nodes and many instances cost the parts that distribute them: time, CPU and bytes on Kafka.
 */
public final class ScaleBench {
    private static final int CHANGES = 40;
    private static final int SMALL_RULES = 10;
    private static final int BIG_RULES = 10_000;
    private static final int MANY_AUTHORIZATIONS = 10;
    private static final int REPORTING_NODES = 1_000;
    private static final int INSTANCES = 1_000;
    private static final int RULES_OF_EACH = 100;
    private static final Duration MEASURED = Duration.ofSeconds(30);
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private final ManagementClient management;
    private final String instance;
    private final MeasuredSystem system;
    private final JsonNode keySet;
    private final PrintStream out;

    /** What the bench does to the system it measures. */
    public interface MeasuredSystem {
        /** CPU time of a part's process until now. */
        Duration cpu(String part) throws IOException;

        /** Bytes of the segments of the config topic. */
        long configBytes() throws IOException;

        /** Ends a node and starts it again; how long from the start of its process until it is ready. */
        Duration restartNode(String part) throws IOException;

        /** Begins to report as that many nodes of the instance; closing ends it. */
        AutoCloseable simulateNodes(int count) throws IOException;
    }

    /** @param demo folder with the documented key set */
    public ScaleBench(ManagementClient management, String instance, MeasuredSystem system, Path demo, PrintStream out)
            throws IOException {
        this.management = management;
        this.instance = "/instances/" + instance;
        this.system = system;
        this.keySet =
                new ObjectMapper().readTree(demo.resolve("documented-jwks.json").toFile());
        this.out = out;
    }

    /** Runs all of it and prints tables in Markdown. */
    public void run() throws Exception {
        oneBigInstance();
        manyInstances();
        // The last, since simulated nodes do not say farewell: no later change is applied by them.
        manyNodes();
    }

    private void oneBigInstance() throws Exception {
        out.println(
                "| rules | authorizations | applied by all nodes after | a change: bytes on Kafka | CPU of the control"
                        + " plane | of a node | until applied, p50 | start of a node |");
        out.println("|---|---|---|---|---|---|---|---|");
        for (Size size :
                List.of(new Size(SMALL_RULES, 1), new Size(BIG_RULES, 1), new Size(BIG_RULES, MANY_AUTHORIZATIONS))) {
            Duration applied = grow(size);
            List<String> authorizations = firstAuthorizations();
            changeEachSecond(authorizations, WARM_UP);
            Duration idleControlPlane = cpuWhileIdle("control-plane");
            Duration idleNode = cpuWhileIdle("node-1");
            long bytes = system.configBytes();
            Duration controlPlane = system.cpu("control-plane");
            Duration node = system.cpu("node-1");
            long[] nanos = changeEachSecond(authorizations, Duration.ofSeconds(CHANGES));
            out.printf(
                    Locale.ROOT,
                    "| %d | %d | %.1f s | %d | %.1f ms | %.1f ms | %.1f ms | %.1f s |%n",
                    size.rules(),
                    size.rules() * size.authorizationsOfEach(),
                    seconds(applied),
                    (system.configBytes() - bytes) / CHANGES,
                    ofEachChange(system.cpu("control-plane").minus(controlPlane), idleControlPlane),
                    ofEachChange(system.cpu("node-1").minus(node), idleNode),
                    nanos[nanos.length / 2] / 1e6,
                    seconds(system.restartNode("node-1")));
        }
        long begun = System.nanoTime();
        management.sendAndWait("POST", instance, ":republish", null);
        out.printf(
                Locale.ROOT,
                "%nPublished again as a whole, and applied by all nodes after %.1f s.%n%n",
                seconds(Duration.ofNanos(System.nanoTime() - begun)));
    }

    private record Size(int rules, int authorizationsOfEach) {}

    private Duration grow(Size size) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int rule = 0; rule < size.rules(); rule++) {
            List<Map<String, Object>> authorizations = new ArrayList<>();
            for (int number = 0; number < size.authorizationsOfEach(); number++) {
                authorizations.add(condition("/scale/" + rule + "/" + number));
            }
            all.add(rule(rule, authorizations));
        }
        ObjectNode document = (ObjectNode) management.send("GET", instance + ":export", null);
        document.put("prune", "force");
        document.putPOJO("rules", all);
        long begun = System.nanoTime();
        management.sendAndWait("POST", instance, ":apply", document);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private Map<String, Object> rule(int number, List<Map<String, Object>> authorizations) {
        return Map.of(
                "name",
                "rule " + number,
                "issuer",
                "https://issuer.example/" + number,
                "enabled",
                true,
                "authorizationMode",
                "BLACKLIST",
                "jwks",
                keySet,
                "authorizations",
                authorizations);
    }

    private static Map<String, Object> condition(String prefix) {
        return Map.of("path", Map.of("match", "PREFIX", "value", prefix));
    }

    /** The paths of those of the first rule. */
    private List<String> firstAuthorizations() throws IOException {
        String rule = "/rules/"
                + management
                        .send("GET", instance + "/rules?pageSize=1", null)
                        .path("items")
                        .path(0)
                        .path("id")
                        .asText();
        List<String> paths = new ArrayList<>();
        management
                .send("GET", instance + rule + "/authorizations", null)
                .path("items")
                .forEach(item ->
                        paths.add(rule + "/authorizations/" + item.path("id").asText()));
        return paths;
    }

    /** Nanoseconds until each change was applied by all nodes, sorted. */
    private long[] changeEachSecond(List<String> authorizations, Duration duration)
            throws IOException, InterruptedException {
        long[] nanos = new long[(int) duration.toSeconds()];
        long next = System.nanoTime();
        for (int change = 0; change < nanos.length; change++) {
            long begun = System.nanoTime();
            management.sendAndWait(
                    "PUT",
                    instance,
                    authorizations.get(change % authorizations.size()),
                    condition("/changed/" + begun));
            nanos[change] = System.nanoTime() - begun;
            next += Duration.ofSeconds(1).toNanos();
            Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** In as long as the changes take. */
    private Duration cpuWhileIdle(String part) throws IOException, InterruptedException {
        Duration before = system.cpu(part);
        Thread.sleep(MEASURED);
        return system.cpu(part).minus(before).multipliedBy(CHANGES).dividedBy(MEASURED.toSeconds());
    }

    private static double ofEachChange(Duration during, Duration idle) {
        return Math.max(0, during.minus(idle).toNanos() / 1e6 / CHANGES);
    }

    private void manyNodes() throws Exception {
        grow(new Size(SMALL_RULES, 1));
        List<String> authorizations = firstAuthorizations();
        out.println(
                "| reporting nodes | CPU of the control plane, no changes | one change a second | until applied, p50 |");
        out.println("|---|---|---|---|");
        for (int nodes : new int[] {0, REPORTING_NODES}) {
            try (AutoCloseable simulated = system.simulateNodes(nodes)) {
                Thread.sleep(WARM_UP);
                changeEachSecond(authorizations, WARM_UP);
                Duration before = system.cpu("control-plane");
                Thread.sleep(MEASURED);
                Duration idle = system.cpu("control-plane").minus(before);
                before = system.cpu("control-plane");
                long[] nanos = changeEachSecond(authorizations, MEASURED);
                Duration changing = system.cpu("control-plane").minus(before);
                out.printf(
                        Locale.ROOT,
                        "| 2 and %d | %.2f cores | %.2f cores | %.1f ms |%n",
                        nodes,
                        seconds(idle) / MEASURED.toSeconds(),
                        seconds(changing) / MEASURED.toSeconds(),
                        nanos[nanos.length / 2] / 1e6);
            }
        }
        out.println();
    }

    private void manyInstances() throws Exception {
        List<Map<String, Object>> rules = new ArrayList<>();
        for (int rule = 0; rule < RULES_OF_EACH; rule++) {
            rules.add(rule(rule, List.of(condition("/of/" + rule))));
        }
        long begun = System.nanoTime();
        for (int number = 0; number < INSTANCES; number++) {
            String made = "/instances/"
                    + management
                            .send("POST", "/instances", Map.of("name", "scale " + number))
                            .path("id")
                            .asText();
            ObjectNode document = (ObjectNode) management.send("GET", made + ":export", null);
            document.putPOJO("rules", rules);
            management.send("POST", made + ":apply", document);
        }
        double made = seconds(Duration.ofNanos(System.nanoTime() - begun));
        List<String> authorizations = firstAuthorizations();
        changeEachSecond(authorizations, WARM_UP);
        Duration before = system.cpu("control-plane");
        Thread.sleep(MEASURED);
        Duration idle = system.cpu("control-plane").minus(before);
        long[] nanos = changeEachSecond(authorizations, MEASURED);
        out.println(
                "| instances | rules of each | made after | CPU of the control plane, no changes | until applied in another,"
                        + " p50 | start of a node |");
        out.println("|---|---|---|---|---|---|");
        out.printf(
                Locale.ROOT,
                "| %d | %d | %.0f s | %.2f cores | %.1f ms | %.1f s |%n",
                INSTANCES,
                RULES_OF_EACH,
                made,
                seconds(idle) / MEASURED.toSeconds(),
                nanos[nanos.length / 2] / 1e6,
                seconds(system.restartNode("node-1")));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
