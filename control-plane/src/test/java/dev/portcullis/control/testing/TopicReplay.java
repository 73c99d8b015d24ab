package dev.portcullis.control.testing;

import dev.portcullis.control.testing.ConfigTopic.Entry;
import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.WireJson;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.SigningKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

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
        Map<String, byte[]> hashes = new HashMap<>();
        for (Entry entry : records) {
            if (entry.isHeadOf(instanceId)) {
                Head head = head(entry);
                requireDescribed(head, hashes);
                heads.add(head);
                image = head.isDeleted() ? ConfigImage.EMPTY : delta.apply(head);
                delta = new ConfigDelta(image);
            } else if (entry.value() == null) {
                hashes.remove(entry.key());
                delta.replay(ItemKey.parse(entry.key()), null);
            } else {
                hashes.put(entry.key(), ImageDigest.recordHash(entry.key(), entry.value()));
                delta.replay(ItemKey.parse(entry.key()), WireJson.readItem(entry.value()));
            }
        }
        return new TopicReplay(image, heads);
    }

    /** A head that the control plane of the tests has signed. */
    public static Head head(Entry entry) {
        if (entry.value() == null) {
            throw new AssertionError(entry.key() + ": a tombstone (expected: a signed head)");
        }
        String keys = ConfigProvider.getConfig().getValue("portcullis.signing.keys", String.class);
        return switch (SignedHead.read(entry.value(), SigningKeys.parse(keys).trusted())) {
            case SignedHead.Reading.Read read -> read.head();
            case SignedHead.Reading.Untrusted untrusted -> throw new AssertionError(untrusted);
            case SignedHead.Reading.Unreadable unreadable -> throw new AssertionError(unreadable);
        };
    }

    private static void requireDescribed(Head head, Map<String, byte[]> hashes) {
        ImageDigest digest = new ImageDigest();
        hashes.values().forEach(digest::add);
        if (head.items() != digest.records() || !head.digest().equals(digest.value())) {
            throw new AssertionError("revision " + head.revision() + " does not describe what precedes it: "
                    + head.items() + " records (found: " + digest.records() + ")");
        }
    }
}
