package dev.portcullis.control.history;

import dev.portcullis.control.authorization.AuthorizationDefinition;
import dev.portcullis.control.instance.InstanceDefinition;
import dev.portcullis.control.route.RouteDefinition;
import dev.portcullis.control.rule.RuleDefinition;
import dev.portcullis.control.store.Definition;
import dev.portcullis.control.store.DefinitionJson;
import dev.portcullis.model.ItemKey;
import org.jspecify.annotations.Nullable;

/**
 * One item at two points of history.
 *
 * @param before null: it was not there
 * @param after null: it is not there
 */
public record ItemStates(
        ItemKey key, @Nullable Definition before, @Nullable Definition after) {

    static ItemStates of(String instanceId, String item, @Nullable String before, @Nullable String after) {
        ItemKey key = ItemKey.parse(instanceId + "/" + item);
        return new ItemStates(key, read(key, before), read(key, after));
    }

    /** The way back. */
    ItemStates reversed() {
        return new ItemStates(key, after, before);
    }

    private static @Nullable Definition read(ItemKey key, @Nullable String json) {
        if (json == null) {
            return null;
        }
        return switch (key) {
            case ItemKey.OfInstance ignored -> DefinitionJson.ofText(json, InstanceDefinition.class);
            case ItemKey.OfRoute ignored -> DefinitionJson.ofText(json, RouteDefinition.class);
            case ItemKey.OfRule ignored -> DefinitionJson.ofText(json, RuleDefinition.class);
            case ItemKey.OfAuthorization ignored -> DefinitionJson.ofText(json, AuthorizationDefinition.class);
            case ItemKey.OfHead ignored -> throw new IllegalStateException("a head in history (expected: none)");
        };
    }
}
