package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** What an instance says of itself to its nodes. */
public record InstanceItem(String instanceId, RequestPolicy requestPolicy) implements ConfigItem {
    @Override
    @JsonIgnore
    public ItemKey itemKey() {
        return new ItemKey.OfInstance(instanceId);
    }
}
