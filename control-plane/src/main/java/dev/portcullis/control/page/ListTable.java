package dev.portcullis.control.page;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a list comes from, in the words of PostgreSQL.
 *
 * @param walked has an index for each order; may be narrower than the entity's table
 * @param entity has the items, under the same parents and id; may be the table that is walked
 * @param parents the columns that say whose list it is
 * @param orders those that {@code sort} can name
 * @param filters a condition for each: {@code l} is a row of the table that is walked, and {@code :name} the value of the
 *     parameter {@code name}
 * @param counts how to count, for filters that another table answers faster when they stand alone
 */
public record ListTable(
        String walked,
        String entity,
        List<String> parents,
        Set<Order> orders,
        Map<Filter, String> filters,
        Map<Filter, String> counts) {
    public ListTable {
        parents = List.copyOf(parents);
        orders = EnumSet.copyOf(orders);
        filters = new EnumMap<>(filters);
        counts = Map.copyOf(counts);
    }

    public ListTable(
            String walked, String entity, List<String> parents, Set<Order> orders, Map<Filter, String> filters) {
        this(walked, entity, parents, orders, filters, Map.of());
    }

    /** What the parameters of the list may ask for. */
    public ListShape shape() {
        return new ListShape(orders, filters.keySet());
    }
}
