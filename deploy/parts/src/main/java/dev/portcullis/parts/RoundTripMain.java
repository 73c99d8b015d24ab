package dev.portcullis.parts;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka alone takes: from the beginning of a transaction with one record of a kilobyte until a reader of what is
 * committed has it. Prints the nanoseconds of each, a line each. Runs beside the broker's jars, as {@link BrokerMain} does.
 */
final class RoundTripMain {
    private static final int WARM_UP = 300;
    private static final int RECORD_BYTES = 1_000;
    private static final Duration POLL = Duration.ofSeconds(1);

    private RoundTripMain() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            throw new IllegalArgumentException("arguments: " + args.length + " (expected: brokers, topic, count)");
        }
        TopicPartition partition = new TopicPartition(args[1], 0);
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", args[0]))) {
            admin.createTopics(Collections.singleton(new NewTopic(partition.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
        Map<String, Object> writing = Map.of(
                "bootstrap.servers", args[0], "transactional.id", partition.topic(), "acks", "all", "linger.ms", 0);
        Map<String, Object> reading = Map.of("bootstrap.servers", args[0], "isolation.level", "read_committed");
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            producer.initTransactions();
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int i = 0; i < WARM_UP; i++) {
                roundTrip(producer, consumer, partition);
            }
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                System.out.println(roundTrip(producer, consumer, partition));
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The commit fails if the record does.
    private static long roundTrip(
            KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition)
            throws InterruptedException {
        long begun = System.nanoTime();
        // The reader waits already, as a node does.
        Thread writer = Thread.ofPlatform().start(() -> {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[RECORD_BYTES]));
            producer.commitTransaction();
        });
        while (consumer.poll(POLL).isEmpty()) {
            Thread.onSpinWait();
        }
        long nanos = System.nanoTime() - begun;
        writer.join();
        return nanos;
    }
}
