package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One item of an instance's configuration, as one record of the config topic carries it. A node refuses a record whose
 * {@code kind} or whose fields it does not know: an old node must not ignore a check that it has never heard of.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InstanceItem.class, name = "INSTANCE"),
    @JsonSubTypes.Type(value = RouteItem.class, name = "ROUTE"),
    @JsonSubTypes.Type(value = RuleItem.class, name = "RULE"),
    @JsonSubTypes.Type(value = AuthorizationItem.class, name = "AUTHORIZATION")
})
public sealed interface ConfigItem permits InstanceItem, RouteItem, RuleItem, AuthorizationItem {

    /** The key under which the item stands on the topic. */
    ItemKey itemKey();
}
