package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where traffic goes.
 *
 * @param hosts host patterns, at least one
 * @param paths EXACT or PREFIX patterns, at least one
 * @param methods the methods that match; null: all
 */
public record RouteItem(
        String instanceId,
        String routeId,
        String name,
        List<String> hosts,
        List<PathPattern> paths,
        @Nullable List<String> methods,
        Upstream upstream)
        implements ConfigItem {
    public RouteItem {
        hosts = List.copyOf(hosts);
        paths = List.copyOf(paths);
        methods = methods == null ? null : List.copyOf(methods);
    }

    @Override
    @JsonIgnore
    public ItemKey itemKey() {
        return new ItemKey.OfRoute(instanceId, routeId);
    }

    /**
     * One or more targets behind a route.
     *
     * @param preserveHost forward the canonical host instead of the target's
     * @param stripPrefix remove the route's matched prefix from the forwarded path
     */
    public record Upstream(List<Target> targets, boolean preserveHost, boolean stripPrefix) {
        public Upstream {
            targets = List.copyOf(targets);
        }
    }

    /**
     * @param url {@code http(s)://host:port}, no path
     * @param weight 1–1000, the share of requests relative to the other targets
     */
    public record Target(String url, int weight) {}
}
