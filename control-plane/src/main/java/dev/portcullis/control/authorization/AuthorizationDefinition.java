package dev.portcullis.control.authorization;

import dev.portcullis.control.store.Definition;
import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.PathPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a condition is, as it is stored.
 *
 * @param methods null: all
 */
public record AuthorizationDefinition(
        String host,
        PathPattern path,
        boolean ignoreCase,
        @Nullable List<String> methods) implements Definition {
    public AuthorizationDefinition {
        methods = methods == null ? null : List.copyOf(methods);
    }

    AuthorizationItem item(AuthorizationKey key) {
        return new AuthorizationItem(key.instanceId(), key.ruleId(), key.id(), host, path, ignoreCase, methods);
    }
}
