package dev.portcullis.control.rule;

import dev.portcullis.control.page.Filter;
import dev.portcullis.control.page.ListTable;
import dev.portcullis.control.page.Order;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The list of an instance's rules. */
public final class RuleList {
    public static final ListTable TABLE = new ListTable(
            "rule_listing",
            "rule",
            List.of("instance_id"),
            Set.of(Order.NAME, Order.CREATED_AT, Order.UPDATED_AT),
            Map.of(
                    Filter.NAME,
                    "l.id = (SELECT r.id FROM rule AS r WHERE r.instance_id = :instance_id AND r.name = :name)",
                    Filter.ENABLED,
                    "l.enabled = CAST(:enabled AS boolean)",
                    Filter.ISSUER,
                    "l.issuer_sha256 = sha256(convert_to(:issuer, 'UTF8'))",
                    Filter.AUTHORIZATION_MODE,
                    "l.authorization_mode = :authorizationMode",
                    Filter.HOST,
                    "EXISTS (SELECT 1 FROM rule_authorization AS a WHERE a.instance_id = :instance_id "
                            + "AND a.rule_id = l.id AND a.host = :host)",
                    Filter.Q,
                    Filter.isPart("l.name_folded")),
            Map.of(
                    Filter.HOST,
                    "SELECT count(*) FROM (SELECT DISTINCT l.rule_id FROM rule_authorization AS l "
                            + "WHERE l.instance_id = :instance_id AND l.host = :host) AS of_host"));

    private RuleList() {}
}
