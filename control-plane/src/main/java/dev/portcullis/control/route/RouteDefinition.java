package dev.portcullis.control.route;

import dev.portcullis.control.store.Definition;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RouteItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route is, as it is stored.
 *
 * @param methods null: all
 */
public record RouteDefinition(
        String name,
        List<String> hosts,
        List<PathPattern> paths,
        @Nullable List<String> methods,
        RouteItem.Upstream upstream)
        implements Definition {
    public RouteDefinition {
        hosts = List.copyOf(hosts);
        paths = List.copyOf(paths);
        methods = methods == null ? null : List.copyOf(methods);
    }

    RouteItem item(String instanceId, String routeId) {
        return new RouteItem(instanceId, routeId, name, hosts, paths, methods, upstream);
    }
}
