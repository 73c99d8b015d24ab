package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a rule. It matches when all of its parts do.
 *
 * @param host {@code *}, a name, {@code *.name}, or an IP literal without brackets; lower case
 * @param ignoreCase whether ASCII letters of the path match in either case
 * @param methods null: all
 */
public record AuthorizationItem(
        String instanceId,
        String ruleId,
        String authorizationId,
        String host,
        PathPattern path,
        boolean ignoreCase,
        @Nullable List<String> methods)
        implements ConfigItem {
    public AuthorizationItem {
        methods = methods == null ? null : List.copyOf(methods);
    }

    @Override
    @JsonIgnore
    public ItemKey itemKey() {
        return new ItemKey.OfAuthorization(instanceId, ruleId, authorizationId);
    }
}
