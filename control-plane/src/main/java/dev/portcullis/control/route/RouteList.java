package dev.portcullis.control.route;

import dev.portcullis.control.page.Filter;
import dev.portcullis.control.page.ListTable;
import dev.portcullis.control.page.Order;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The list of an instance's routes. */
public final class RouteList {
    public static final ListTable TABLE = new ListTable(
            "route",
            "route",
            List.of("instance_id"),
            Set.of(Order.NAME, Order.CREATED_AT, Order.UPDATED_AT),
            Map.of(
                    Filter.NAME,
                    "l.name = :name",
                    Filter.HOST,
                    "l.definition -> 'hosts' @> to_jsonb(CAST(:host AS text))",
                    Filter.Q,
                    Filter.isPart("l.name_folded")));

    private RouteList() {}
}
