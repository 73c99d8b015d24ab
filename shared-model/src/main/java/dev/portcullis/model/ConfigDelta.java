package dev.portcullis.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has changed since an image: the records that follow its head on the topic, kept until the next head makes them
 * current. Not thread-safe; the thread that reads the topic owns it.
 */
public final class ConfigDelta {
    private final ConfigImage base;
    /** The newest record of each key; a null value removes the item. */
    private final Map<ItemKey, @Nullable ConfigItem> changes = new LinkedHashMap<>();

    public ConfigDelta(ConfigImage base) {
        this.base = base;
    }

    /**
     * Takes in one record.
     *
     * @param item null: a tombstone
     * @throws UnknownItemException if the item does not belong under the key
     */
    public void replay(ItemKey key, @Nullable ConfigItem item) {
        if (key instanceof ItemKey.OfHead) {
            throw new IllegalArgumentException("a head ends a delta, it is no part of it");
        }
        if (item != null && !item.itemKey().equals(key)) {
            throw new UnknownItemException(
                    "key: " + key.text() + " (expected: " + item.itemKey().text() + ")");
        }
        changes.put(key, item);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The image that the head makes current. */
    public ConfigImage apply(Head head) {
        RequestPolicy requestPolicy = base.requestPolicy();
        SortedMap<String, RouteItem> routes = base.routes();
        SortedMap<String, RuleItem> rules = base.rules();
        Map<String, SortedMap<String, AuthorizationItem>> authorizations = base.authorizations();
        // Only what is touched is copied: the rest stays the same object in both images.
        boolean routesCopied = false;
        boolean rulesCopied = false;
        Map<String, SortedMap<String, AuthorizationItem>> copiedConditions = new HashMap<>();
        for (Map.Entry<ItemKey, @Nullable ConfigItem> change : changes.entrySet()) {
            ConfigItem item = change.getValue();
            switch (change.getKey()) {
                case ItemKey.OfInstance ignored ->
                    requestPolicy =
                            item instanceof InstanceItem instance ? instance.requestPolicy() : RequestPolicy.STRICT;
                case ItemKey.OfRoute key -> {
                    routes = routesCopied ? routes : new TreeMap<>(routes);
                    routesCopied = true;
                    put(routes, key.routeId(), (RouteItem) item);
                }
                case ItemKey.OfRule key -> {
                    rules = rulesCopied ? rules : new TreeMap<>(rules);
                    rulesCopied = true;
                    put(rules, key.ruleId(), (RuleItem) item);
                }
                case ItemKey.OfAuthorization key ->
                    put(
                            copiedConditions.computeIfAbsent(
                                    key.ruleId(), ruleId -> new TreeMap<>(base.authorizationsOf(ruleId))),
                            key.authorizationId(),
                            (AuthorizationItem) item);
                case ItemKey.OfHead ignored -> throw new IllegalStateException("refused by replay");
            }
        }
        if (!copiedConditions.isEmpty()) {
            authorizations = new HashMap<>(authorizations);
            for (Map.Entry<String, SortedMap<String, AuthorizationItem>> touched : copiedConditions.entrySet()) {
                put(authorizations, touched.getKey(), touched.getValue().isEmpty() ? null : touched.getValue());
            }
        }
        return new ConfigImage(head, requestPolicy, routes, rules, authorizations);
    }

    private static <T> void put(Map<String, T> map, String id, @Nullable T item) {
        if (item == null) {
            map.remove(id);
        } else {
            map.put(id, item);
        }
    }
}
