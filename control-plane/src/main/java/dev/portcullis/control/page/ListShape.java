package dev.portcullis.control.page;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the parameters of a list may ask for.
 *
 * @param orders those that {@code sort} can name; the order of ids, which every list has, is not among them
 */
public record ListShape(Set<Order> orders, Set<Filter> filters) {
    /** In pages, and nothing more. */
    public static final ListShape PAGES_ONLY = new ListShape(Set.of(), Set.of());

    public ListShape {
        orders = orders.isEmpty() ? Set.of() : EnumSet.copyOf(orders);
        filters = filters.isEmpty() ? Set.of() : EnumSet.copyOf(filters);
    }
}
