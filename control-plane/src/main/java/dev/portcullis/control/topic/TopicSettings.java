package dev.portcullis.control.topic;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Holds the settings of both topics against what is required of them, and, where that is allowed, sets them right. */
@Singleton
public class TopicSettings {
    private static final Logger LOG = Logger.getLogger(TopicSettings.class);

    private final Topics topics;
    private final boolean mayRepair;

    @jakarta.inject.Inject
    TopicSettings(Topics topics, TopicsConfig config) {
        this(topics, config.repair());
    }

    TopicSettings(Topics topics, boolean mayRepair) {
        this.topics = topics;
        this.mayRepair = mayRepair;
    }

    /**
     * Looks at the topics, which must be there.
     *
     * @return what is wrong, and was not set right
     * @throws KafkaException if Kafka does not answer
     */
    public List<TopicFault> check() throws InterruptedException {
        try (Admin admin = topics.admin()) {
            List<TopicFault> faults = new ArrayList<>();
            List<String> names = List.of(topics.config(), topics.nodes());
            for (TopicDescription topic :
                    admin.describeTopics(names).allTopicNames().get().values()) {
                Config config = config(admin, topic.name());
                if (config != null) {
                    faults.addAll(check(admin, topic, config));
                }
            }
            return List.copyOf(faults);
        } catch (ExecutionException e) {
            throw new KafkaException("the topics cannot be looked at", e.getCause());
        }
    }

    /** Null if that is not for us to know: then the topic is taken as it is. */
    private static @Nullable Config config(Admin admin, String topic) throws InterruptedException, ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            return admin.describeConfigs(List.of(resource)).all().get().get(resource);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                LOG.debugf("The settings of topic %s may not be read (expected: DescribeConfigs is allowed)", topic);
                return null;
            }
            throw e;
        }
    }

    private List<TopicFault> check(Admin admin, TopicDescription topic, Config config)
            throws InterruptedException, ExecutionException {
        List<TopicFault> faults = new ArrayList<>();
        for (TopicRequirement requirement : TopicRequirement.values()) {
            ConfigEntry entry = config.get(requirement.setting());
            TopicFault fault = requirement
                    .judge(entry == null ? null : entry.value(), topic)
                    .orElse(null);
            if (fault != null && mayRepair) {
                String right = requirement.right(topic);
                set(admin, topic.name(), requirement.setting(), right);
                LOG.warnf("%s: set to %s, since PORTCULLIS_TOPICS_REPAIR allows it", fault.text(), right);
            } else if (fault != null) {
                faults.add(fault);
            }
        }
        return faults;
    }

    private static void set(Admin admin, String topic, String setting, String value)
            throws InterruptedException, ExecutionException {
        Map<ConfigResource, Collection<AlterConfigOp>> change = Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET)));
        admin.incrementalAlterConfigs(change).all().get();
    }
}
