package dev.portcullis.control.authorization;

import dev.portcullis.control.page.Filter;
import dev.portcullis.control.page.ListTable;
import dev.portcullis.control.page.Order;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The list of a rule's authorizations. */
public final class AuthorizationList {
    public static final ListTable TABLE = new ListTable(
            "rule_authorization",
            "rule_authorization",
            List.of("instance_id", "rule_id"),
            Set.of(Order.CREATED_AT, Order.UPDATED_AT),
            Map.of(Filter.HOST, "l.host = :host"));

    private AuthorizationList() {}
}
