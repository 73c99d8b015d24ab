package dev.portcullis.control.testing;

import dev.portcullis.control.testing.ConfigTopic.Entry;
import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.WireJson;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows an instance through its records as a node does.
 *
 * @param image after the last head
 * @param heads every head, in order
 */
public record TopicReplay(ConfigImage image, List<Head> heads) {
    public static TopicReplay of(String instanceId, List<Entry> records) {
        ConfigImage image = ConfigImage.EMPTY;
        ConfigDelta delta = new ConfigDelta(image);
        List<Head> heads = new ArrayList<>();
        for (Entry entry : records) {
            if (!entry.isHeadOf(instanceId)) {
                delta.replay(
                        ItemKey.parse(entry.key()), entry.value() == null ? null : WireJson.readItem(entry.value()));
                continue;
            }
            if (entry.value() == null) {
                image = ConfigImage.EMPTY;
            } else {
                Head head = WireJson.readHead(entry.value());
                heads.add(head);
                image = delta.apply(head);
            }
            delta = new ConfigDelta(image);
        }
        return new TopicReplay(image, heads);
    }
}
