package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.cluster.ManagedPart;
import dev.portcullis.chaos.nemesis.Topics.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Records that the system has not written. */
final class Forgeries {
    private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)");
    private static final long HUGE = 1_000_000;
    /** Of the compact serialization (RFC 7515 section 7.1). */
    private static final int JWS_PARTS = 3;

    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Forgeries() {}

    /** An old head of the instance again, a tombstone for a rule, and a head that says to be the next. */
    record Tombstone(Topics topics, String instance, SplittableRandom random) implements Fault {
        @Override
        public String target() {
            return "rule of " + instance;
        }

        @Override
        public void begin() throws IOException {
            List<Found> all = topics.read(Topics.CONFIG);
            List<Found> heads = withPrefix(all, instance + "/head");
            List<Found> rules = newest(withPrefix(all, instance + "/rule/"));
            if (heads.isEmpty() || rules.isEmpty()) {
                return;
            }
            Found rule = mostTelling(rules);
            List<Found> forged = new ArrayList<>();
            forged.add(heads.get(random.nextInt(heads.size())));
            forged.add(new Found(rule.partition(), rule.key(), null));
            forged.addAll(altered(heads.getLast(), 1));
            topics.write(Topics.CONFIG, forged);
        }

        @Override
        public void end() {}
    }

    /** The newest head, with a huge revision. */
    record Head(Topics topics, String instance) implements Fault {
        @Override
        public String target() {
            return "head of " + instance;
        }

        @Override
        public void begin() throws IOException {
            List<Found> heads = withPrefix(topics.read(Topics.CONFIG), instance + "/head");
            if (!heads.isEmpty()) {
                topics.write(Topics.CONFIG, altered(heads.getLast(), HUGE));
            }
        }

        @Override
        public void end() {}
    }

    /** What is no record, under a key of the instance or of nobody. */
    record Garbage(Topics topics, String instance, String key) implements Fault {
        @Override
        public String target() {
            return key;
        }

        @Override
        public void begin() throws IOException {
            List<Found> own = withPrefix(topics.read(Topics.CONFIG), instance + "/");
            if (!own.isEmpty()) {
                topics.write(
                        Topics.CONFIG,
                        List.of(new Found(own.getLast().partition(), key, Topics.bytes("no record at all"))));
            }
        }

        @Override
        public void end() {}
    }

    /** A node is killed, and reports go on in its name: its last one again, and others that say more. */
    static final class Reports implements Fault {
        private static final Duration PAUSE = Duration.ofMillis(500);
        /** Longer than a node may be silent. */
        private static final Duration LONG_ENOUGH = Duration.ofSeconds(13);

        private final Topics topics;
        private final ManagedPart node;
        private volatile boolean ended;
        private @Nullable Thread thread;

        Reports(Topics topics, ManagedPart node) {
            this.topics = topics;
            this.node = node;
        }

        @Override
        public String target() {
            return node.name();
        }

        @Override
        public void begin() throws IOException {
            node.kill();
            List<Found> reports = topics.read(Topics.NODES).stream()
                    .filter(report -> report.key().endsWith("/" + node.name()) && report.value() != null)
                    .toList();
            if (!reports.isEmpty()) {
                thread = Thread.ofPlatform().daemon().start(() -> forge(reports.getLast()));
            }
        }

        private void forge(Found last) {
            while (!ended) {
                try {
                    topics.write(Topics.NODES, List.of(last));
                    topics.write(Topics.NODES, altered(last, HUGE));
                } catch (IOException e) {
                    // Kafka is away: the next one may succeed.
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }

        @Override
        public Duration atLeast() {
            return LONG_ENOUGH;
        }

        @Override
        public boolean isAlone() {
            return true;
        }

        @Override
        public void end() {
            ended = true;
            try {
                if (thread != null) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            node.start();
            node.awaitReady();
        }
    }

    static List<Found> withPrefix(List<Found> all, String prefix) {
        return all.stream().filter(one -> one.key().startsWith(prefix)).toList();
    }

    /** Without an enabled rule, the oldest of which is the guard, a gateway is open. */
    private static Found mostTelling(List<Found> rules) {
        return rules.stream()
                .filter(rule -> rule.text().contains("\"enabled\":true"))
                .findFirst()
                .orElseGet(rules::getFirst);
    }

    /** Of each key the newest record. */
    static Map<String, Found> byKey(List<Found> all) {
        Map<String, Found> byKey = new TreeMap<>();
        all.forEach(one -> byKey.put(one.key(), one));
        return byKey;
    }

    /** Of each key the newest record, unless that is a tombstone. */
    private static List<Found> newest(List<Found> all) {
        return byKey(all).values().stream().filter(one -> one.value() != null).toList();
    }

    /**
     * The same with more added to its revision, as somebody without the key can write it: the payload without a signature,
     * and with the signature of the original.
     */
    static List<Found> altered(Found original, long more) {
        String forged = withMore(payload(original), more);
        String[] jws = original.text().split("\\.", -1);
        if (jws.length != JWS_PARTS) {
            return List.of(original.with(forged));
        }
        String signed = jws[0] + "." + ENCODER.encodeToString(Topics.bytes(forged)) + "." + jws[2];
        return List.of(original.with(forged), original.with(signed));
    }

    /** Of a JWS; of anything else, all of it. */
    private static String payload(Found record) {
        String[] jws = record.text().split("\\.", -1);
        return jws.length == JWS_PARTS ? new String(DECODER.decode(jws[1]), StandardCharsets.UTF_8) : record.text();
    }

    static long revision(Found head) {
        Matcher found = REVISION.matcher(payload(head));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private static String withMore(String json, long more) {
        return REVISION.matcher(json).replaceFirst(found -> "\"revision\":" + (Long.parseLong(found.group(1)) + more));
    }
}
