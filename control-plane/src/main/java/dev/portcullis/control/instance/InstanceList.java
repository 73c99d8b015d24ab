package dev.portcullis.control.instance;

import dev.portcullis.control.page.Filter;
import dev.portcullis.control.page.ListTable;
import dev.portcullis.control.page.Order;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The list of instances. */
public final class InstanceList {
    public static final ListTable TABLE = new ListTable(
            "instance",
            "instance",
            List.of(),
            Set.of(Order.NAME, Order.CREATED_AT, Order.UPDATED_AT),
            Map.of(Filter.NAME, "l.name = :name", Filter.Q, Filter.isPart("l.searched")));

    private InstanceList() {}
}
