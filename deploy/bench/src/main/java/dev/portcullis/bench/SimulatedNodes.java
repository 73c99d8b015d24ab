package dev.portcullis.bench;

import dev.portcullis.model.Head;
import dev.portcullis.model.HeadReference;
import dev.portcullis.model.InstancePartition;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Report;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.ReportSigner;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reports as a thousand nodes would send them: signed, one for each node at each new head of the instance, and one as a
 * heartbeat, to a real Kafka. Nothing else of a node is here. Runs until it is killed.
 */
public final class SimulatedNodes {
    private static final String CONFIG = "portcullis.config";
    private static final String NODES = "portcullis.nodes";
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    /** Heartbeats of real nodes come at different times; so do these. */
    private static final int TURNS = 20;

    private final String instanceId;
    private final List<Simulated> nodes;
    private final KafkaProducer<String, byte[]> producer;
    private final InstantSource clock = InstantSource.system();
    private @Nullable Head newest;

    private record Simulated(String nodeId, ReportSigner signer) {}

    private SimulatedNodes(
            String instanceId, int count, EnrolmentSecret secret, KafkaProducer<String, byte[]> producer) {
        this.instanceId = instanceId;
        this.producer = producer;
        this.nodes = IntStream.range(0, count)
                .mapToObj(number -> "simulated-" + number)
                .map(id -> new Simulated(id, new ReportSigner(secret, instanceId, id, clock)))
                .toList();
    }

    /** @param args brokers, instance, number of nodes, file with the enrolment secret, file with the trusted keys */
    public static void main(String[] args) throws IOException {
        if (args.length != 5) {
            throw new IllegalArgumentException("arguments: " + args.length
                    + " (expected: brokers, instance, number of nodes, file with the secret, file with the keys)");
        }
        EnrolmentSecret secret =
                EnrolmentSecret.parse(Files.readString(Path.of(args[3])).strip());
        TrustedKeys trusted =
                TrustedKeys.parse(Files.readString(Path.of(args[4])).strip());
        Map<String, Object> writing = Map.of("bootstrap.servers", args[0], "acks", "1", "linger.ms", 5);
        Map<String, Object> reading = Map.of("bootstrap.servers", args[0], "isolation.level", "read_committed");
        try (KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
                KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer())) {
            int partitions = consumer.partitionsFor(CONFIG).size();
            consumer.assign(List.of(new TopicPartition(CONFIG, InstancePartition.of(args[1], partitions))));
            consumer.seekToBeginning(consumer.assignment());
            new SimulatedNodes(args[1], Integer.parseInt(args[2]), secret, producer).run(consumer, trusted);
        }
    }

    private void run(KafkaConsumer<String, byte[]> consumer, TrustedKeys trusted) {
        Duration turn = HEARTBEAT.dividedBy(TURNS);
        long next = System.nanoTime();
        int place = 0;
        while (!Thread.currentThread().isInterrupted()) {
            Head before = newest;
            for (ConsumerRecord<String, byte[]> record : consumer.poll(turn)) {
                if (record.key().equals(new ItemKey.OfHead(instanceId).text())
                        && SignedHead.read(record.value(), trusted) instanceof SignedHead.Reading.Read read) {
                    newest = read.head();
                }
            }
            if (newest != before) {
                nodes.forEach(this::report);
            }
            if (System.nanoTime() >= next) {
                for (int i = place; i < nodes.size(); i += TURNS) {
                    report(nodes.get(i));
                }
                place = (place + 1) % TURNS;
                next += turn.toNanos();
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The next heartbeat says it again.
    private void report(Simulated node) {
        Head enforced = newest;
        NodeReport report = new NodeReport(
                Report.FORMAT,
                instanceId,
                node.nodeId(),
                "simulated",
                enforced == null ? NodeReport.State.STARTING : NodeReport.State.CURRENT,
                clock.millis(),
                enforced == null ? null : HeadReference.of(enforced),
                null,
                null,
                null,
                node.signer().stamp());
        producer.send(
                new ProducerRecord<>(NODES, report.topicKey(), node.signer().sign(report)));
    }
}
