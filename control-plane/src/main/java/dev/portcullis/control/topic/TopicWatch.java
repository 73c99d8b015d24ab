package dev.portcullis.control.topic;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the topics again and again, in every replica: makes those that are gone, and knows whether their settings are
 * right. While they are not, the replica is not ready and nothing is published. Without Kafka, what was found last stays.
 */
@ApplicationScoped
public class TopicWatch {
    private static final Logger LOG = Logger.getLogger(TopicWatch.class);

    private final Topics topics;
    private final TopicSettings settings;
    private final Duration every;
    private volatile List<TopicFault> faults = List.of();
    private @Nullable Thread thread;

    TopicWatch(Topics topics, TopicSettings settings, TopicsConfig config) {
        this.topics = topics;
        this.settings = settings;
        this.every = config.checkEvery();
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().name("topic-watch").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(2));
        }
    }

    /** What was wrong at the last look. */
    public List<TopicFault> faults() {
        return faults;
    }

    /**
     * Looks at once.
     *
     * @throws KafkaException if Kafka does not answer
     * @throws IllegalStateException naming what is wrong
     */
    public void look() throws InterruptedException {
        topics.ensure();
        List<TopicFault> before = faults;
        faults = settings.check();
        if (!faults.isEmpty() && !faults.equals(before)) {
            LOG.error(text() + ". Nothing is published until that is set right; PORTCULLIS_TOPICS_REPAIR=true lets the"
                    + " control plane do so");
        } else if (faults.isEmpty() && !before.isEmpty()) {
            LOG.info("The settings of the topics are right again");
        }
        requireRight();
    }

    /** @throws IllegalStateException naming what was wrong at the last look */
    public void requireRight() {
        if (!faults.isEmpty()) {
            throw new IllegalStateException(text());
        }
    }

    private String text() {
        return faults.stream().map(TopicFault::text).collect(Collectors.joining("; "));
    }

    private void run() {
        try {
            while (true) {
                lookAndGoOn();
                Thread.sleep(every);
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("ends");
        }
    }

    private void lookAndGoOn() throws InterruptedException {
        try {
            look();
        } catch (KafkaException e) {
            // The relay and the reader of reports say so.
            LOG.debugf("The topics cannot be looked at: %s", e.toString());
        } catch (IllegalStateException e) {
            LOG.debug("The topics are not as they must be", e);
        }
    }
}
