package dev.portcullis.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of one instance at one head; immutable. Parts that a delta did not touch are the very same
 * objects in the image before and after, which lets a compiler reuse what it made of them.
 *
 * @param head null only in {@link #EMPTY}, which is no configuration at all and never a permissive one
 * @param routes by id
 * @param rules by id, which is the order of creation
 * @param authorizations by rule id, then by authorization id
 */
public record ConfigImage(
        @Nullable Head head,
        RequestPolicy requestPolicy,
        SortedMap<String, RouteItem> routes,
        SortedMap<String, RuleItem> rules,
        Map<String, SortedMap<String, AuthorizationItem>> authorizations) {

    public static final ConfigImage EMPTY = new ConfigImage(
            null,
            RequestPolicy.STRICT,
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            Collections.emptyMap());

    public ConfigImage {
        routes = Collections.unmodifiableSortedMap(routes);
        rules = Collections.unmodifiableSortedMap(rules);
        authorizations = Collections.unmodifiableMap(authorizations);
    }

    /** The conditions of a rule, by id. */
    public SortedMap<String, AuthorizationItem> authorizationsOf(String ruleId) {
        return authorizations.getOrDefault(ruleId, Collections.emptySortedMap());
    }
}
