package dev.portcullis.policy;

import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.policy.pattern.HostPattern;
import dev.portcullis.policy.pattern.Parsed;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The route table: the most specific route wins, of equal ones the oldest. Immutable. */
final class RouteIndex {
    private final SortedMap<String, RouteItem> items;
    private final HostPathIndex<Match, Match> index = new HostPathIndex<>();

    /**
     * A route that matches.
     *
     * @param host the pattern of the route that matched
     * @param path the pattern of the route that matched
     * @param prefixSegments how many segments of the path its pattern covers
     */
    record Match(RouteItem route, String host, PathPattern path, int prefixSegments) {}

    /**
     * @param items by id
     * @throws UnknownItemException if a route is none that this version knows
     */
    RouteIndex(SortedMap<String, RouteItem> items) {
        this.items = items;
        for (RouteItem route : items.values()) {
            for (String host : route.hosts()) {
                HostPattern pattern = switch (HostPattern.parse(host)) {
                    case Parsed.Valid<HostPattern> valid -> valid.value();
                    case Parsed.Invalid<HostPattern> invalid ->
                        throw new UnknownItemException(route.itemKey().text() + ": " + invalid.message());
                };
                for (PathPattern path : route.paths()) {
                    add(route, pattern, path);
                }
            }
        }
        index.finish(List::getFirst);
    }

    private void add(RouteItem route, HostPattern host, PathPattern path) {
        if (path.match() == PathPattern.Match.REGEX || !path.value().startsWith("/")) {
            throw new UnknownItemException(
                    route.itemKey().text() + ": path " + path.match() + " (expected: EXACT or PREFIX from /)");
        }
        index.add(
                host, path, null, false, route.methods(), new Match(route, host.text(), path, segments(path.value())));
    }

    /** {@code /} has none, {@code /a} and {@code /a/} have one. */
    private static int segments(String path) {
        String withoutEnd = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return (int) withoutEnd.chars().filter(c -> c == '/').count();
    }

    /** What the index was made of. */
    SortedMap<String, RouteItem> items() {
        return items;
    }

    Optional<Match> find(CanonicalRequest request) {
        List<Match> found = index.find(request.host(), request.path(), request.method());
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }
}
