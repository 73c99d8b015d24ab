package dev.portcullis.control.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.authorization.AuthorizationList;
import dev.portcullis.control.instance.InstanceList;
import dev.portcullis.control.page.PageRequest.Position;
import dev.portcullis.control.route.RouteList;
import dev.portcullis.control.rule.RuleList;
import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How PostgreSQL reads lists: along an index, from where the page before ended. */
@ControlPlaneTest
class ListPlanTest {
    private static final Map<Filter, String> VALUES = Map.of(
            Filter.NAME, "planned 1",
            Filter.ENABLED, "true",
            Filter.ISSUER, "https://issuer.example",
            Filter.AUTHORIZATION_MODE, "BLACKLIST",
            Filter.HOST, "h1.example.com",
            Filter.Q, "nowhere");

    private final Api api = Api.admin();

    @Inject
    Database database;

    private Map<String, String> parents = Map.of();

    @BeforeEach
    void fill() {
        String rule = api.newRule(api.newInstance());
        String[] path = rule.split("/");
        database.execute("""
                INSERT INTO instance (id, epoch, revision, last_id, changed_revision, definition, created_at, updated_at)
                SELECT 'plan-' || n, '0', 1, 1, 1, jsonb_build_object('name', 'planned ' || n, 'labels', '{}'::jsonb),
                    now(), now() FROM generate_series(1, 2000) AS n""");
        database.execute("""
                INSERT INTO rule (instance_id, id, revision, definition, created_at, updated_at)
                SELECT instance, 'jr-p' || n, 1, definition || jsonb_build_object('name', 'planned ' || n), now(), now()
                FROM (SELECT instance_id AS instance, definition FROM rule WHERE id = '%s') AS made,
                    generate_series(1, 5000) AS n""".formatted(path[4]));
        database.execute("""
                INSERT INTO rule_authorization (instance_id, rule_id, id, revision, definition, created_at, updated_at)
                SELECT '%s', 'jr-p' || n, 'az-p' || n, 1, jsonb_build_object('host', 'h' || n %% 500 || '.example.com',
                    'path', '{"match": "PREFIX", "value": "/"}'::jsonb), now(), now()
                FROM generate_series(1, 5000) AS n""".formatted(path[2]));
        database.execute("ANALYZE");
        parents = Map.of("instance_id", path[2], "rule_id", path[4]);
    }

    @AfterEach
    void clear() {
        database.execute("DELETE FROM instance WHERE id LIKE 'plan-%' OR id = '" + parents.get("instance_id") + "'");
    }

    @Test
    void every_page_walks_along_an_index_and_only_the_rules_of_one_host_are_sorted() {
        List<String> read = new ArrayList<>();
        for (ListTable table : List.of(InstanceList.TABLE, RouteList.TABLE, RuleList.TABLE, AuthorizationList.TABLE)) {
            for (PageRequest request : requests(table)) {
                String plan = plan(table, request);
                read.add(plan);
                assertThat(plan).as(request.toString()).contains("Index").doesNotContain("Seq Scan");
                boolean mayBeSorted = request.filters().containsKey(Filter.HOST);
                assertThat(mayBeSorted || !plan.contains("Sort"))
                        .as("not sorted: %s%n%s", request, plan)
                        .isTrue();
            }
        }
        // Every order that there is, up and down, first and later pages, without a filter and with each one.
        assertThat(read).hasSize(4 * 4 * 3 + 4 * 4 * 4 + 4 * 4 * 7 + 3 * 4 * 2);
    }

    @Test
    void what_a_filter_of_rules_passes_over_is_passed_over_within_the_index() {
        for (PageRequest request : requests(RuleList.TABLE)) {
            if (!request.filters().containsKey(Filter.NAME)) {
                assertThat(plan(RuleList.TABLE, request)).as(request.toString()).contains("Index Only Scan");
            }
        }
    }

    @Test
    void few_items_are_read_by_their_ids() {
        for (ListTable table : List.of(InstanceList.TABLE, RouteList.TABLE, RuleList.TABLE)) {
            for (Order order : table.orders()) {
                Sort sort = new Sort(order, Sort.Direction.ASCENDING);
                Position after = new Position(key(order), "jr-p2");
                ListStatements statements = new ListStatements(
                        table, new PageRequest("list", 50, sort, Map.of(Filter.Q, "planned"), after), Set.of());
                Map<String, String> values = new HashMap<>(parents);
                values.put(ListStatements.AFTER_ID, after.id());
                values.put(ListStatements.AFTER_KEY, after.key());
                values.put(ListStatements.FEW_IDS, "jr-p3','jr-p4");

                assertThat(plan(statements.settingsOfFew(), statements.pageOfFew(), values))
                        .as(order + " of " + table.walked())
                        .contains("Index", "jr-p3")
                        .doesNotContain("Seq Scan");
            }
        }
    }

    private static List<PageRequest> requests(ListTable table) {
        List<PageRequest> requests = new ArrayList<>();
        List<Order> orders = new ArrayList<>(List.of(Order.ID));
        orders.addAll(table.orders());
        List<Map<Filter, String>> filters = new ArrayList<>(List.of(Map.of()));
        table.filters().keySet().forEach(filter -> filters.add(Map.of(filter, VALUES.get(filter))));
        for (Order order : orders) {
            for (Sort.Direction direction : Sort.Direction.values()) {
                for (Map<Filter, String> filter : filters) {
                    Sort sort = new Sort(order, direction);
                    requests.add(new PageRequest("list", 50, sort, filter, null));
                    requests.add(new PageRequest("list", 50, sort, filter, new Position(key(order), "jr-p2")));
                }
            }
        }
        return requests;
    }

    private static String key(Order order) {
        return switch (order) {
            case ID -> "";
            case NAME -> "planned 2";
            case CREATED_AT, UPDATED_AT -> "2025-01-01 00:00:00.5";
        };
    }

    private String plan(ListTable table, PageRequest request) {
        ListStatements statements = new ListStatements(table, request, Set.of());
        Map<String, String> values = new HashMap<>(parents);
        request.filters().forEach((filter, value) -> values.put(filter.parameter(), filter.bound(value)));
        Position after = request.after();
        if (after != null) {
            values.put(ListStatements.AFTER_ID, after.id());
            values.put(ListStatements.AFTER_KEY, after.key());
        }
        return plan(statements.settings(), statements.page(), values);
    }

    private String plan(String settings, String page, Map<String, String> values) {
        String sql = page.replace("{e.*}", "e.*");
        // Longer names first: none of them may be taken for the beginning of another.
        for (var value : new TreeMap<>(values).descendingMap().entrySet()) {
            sql = sql.replaceAll(":" + value.getKey() + "\\b", "'" + value.getValue() + "'");
        }
        return String.join("\n", database.plan(settings, sql));
    }
}
