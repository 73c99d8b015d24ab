package dev.portcullis.control.page;

import java.util.Set;
import java.util.TreeSet;

/**
 * The statements that read one page. Their parameters are the columns of the parents, those that the caller is confined
 * by, the filters, and {@value #AFTER_ID} and {@value #AFTER_KEY}.
 */
final class ListStatements {
    static final String AFTER_ID = "after_id";
    static final String AFTER_KEY = "after_key";
    static final String FEW_IDS = "few_ids";
    /** So many items are rather brought in order than looked for a second time. */
    static final int FEW = 200;

    private final ListTable table;
    private final PageRequest request;
    private final Set<String> confined;

    /** @param confined columns that must have one of the values given by a parameter of their name */
    ListStatements(ListTable table, PageRequest request, Set<String> confined) {
        this.table = table;
        this.request = request;
        this.confined = new TreeSet<>(confined);
    }

    /**
     * Makes the page walk along the index of its order, for the rest of the transaction, whatever the statistics of the
     * table say or if there are none yet. Only the rules of a host, which are found by another table's index, may be sorted.
     */
    String settings() {
        return settings(request.filters().containsKey(Filter.HOST));
    }

    /** As {@link #settings()}, for {@link #pageOfFew()}. */
    String settingsOfFew() {
        return settings(true);
    }

    private static String settings(boolean maySort) {
        String sort = maySort ? "on" : "off";
        return "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true), "
                + "set_config('enable_seqscan', 'off', true), set_config('enable_sort', '" + sort + "', true)";
    }

    /** Up to one more item than the page holds: the entity {@code e}, and its {@code sort_key} and {@code key_id} for a token. */
    String page() {
        return page(from());
    }

    /** As {@link #page()}, where all items of the list are known by {@value #FEW_IDS}. */
    String pageOfFew() {
        return page(" FROM " + table.walked() + " AS l WHERE l.id IN (:" + FEW_IDS + ")" + parents("l"));
    }

    private String page(String from) {
        return "SELECT {e.*}, " + sortKey() + " AS sort_key, k.id AS key_id FROM (SELECT l.id, l." + column()
                + " AS ordered"
                + from + after() + orderBy("l", column()) + " LIMIT " + (request.size() + 1) + ") AS k JOIN "
                + table.entity() + " AS e ON e.id = k.id" + parents("e") + orderBy("k", "ordered");
    }

    /** How many items the list has. */
    String count() {
        Set<Filter> filters = request.filters().keySet();
        String faster =
                filters.size() == 1 ? table.counts().get(filters.iterator().next()) : null;
        return faster == null ? "SELECT count(*)" + from() : faster;
    }

    /**
     * Whether no index leads to the items: to count them takes a look at all, and so would a page that is not filled.
     */
    boolean searchesAll() {
        return request.filters().containsKey(Filter.Q);
    }

    /** The ids of up to one more than {@value #FEW} of its items. */
    String few() {
        return "SELECT l.id" + from() + " LIMIT " + (FEW + 1);
    }

    private String from() {
        StringBuilder sql = new StringBuilder(" FROM " + table.walked() + " AS l WHERE true" + parents("l"));
        confined.forEach(column -> sql.append(" AND l." + column + " IN (:" + column + ")"));
        request.filters()
                .keySet()
                .forEach(filter -> sql.append(" AND " + table.filters().get(filter)));
        return sql.toString();
    }

    private String parents(String alias) {
        StringBuilder sql = new StringBuilder();
        table.parents().forEach(parent -> sql.append(" AND " + alias + "." + parent + " = :" + parent));
        return sql.toString();
    }

    private String after() {
        if (request.after() == null) {
            return "";
        }
        String than = request.sort().direction() == Sort.Direction.ASCENDING ? " > " : " < ";
        return switch (request.sort().order()) {
            case ID -> " AND l.id" + than + ":" + AFTER_ID;
            case NAME -> " AND (l.name_folded, l.id)" + than + "(:" + AFTER_KEY + ", :" + AFTER_ID + ")";
            case CREATED_AT, UPDATED_AT ->
                " AND (l." + column() + ", l.id)" + than + "(CAST(:" + AFTER_KEY
                        + " AS timestamp) AT TIME ZONE 'UTC', :" + AFTER_ID + ")";
        };
    }

    private String sortKey() {
        return switch (request.sort().order()) {
            case ID -> "''";
            case NAME -> "k.ordered";
            case CREATED_AT, UPDATED_AT -> "CAST(k.ordered AT TIME ZONE 'UTC' AS text)";
        };
    }

    private String orderBy(String alias, String column) {
        if (request.filters().containsKey(Filter.NAME)) {
            // Names are unique: there is nothing to bring in order, and no reason to walk along an index of it.
            return "";
        }
        String direction = request.sort().direction() == Sort.Direction.ASCENDING ? "" : " DESC";
        String first = request.sort().order() == Order.ID ? "" : alias + "." + column + direction + ", ";
        return " ORDER BY " + first + alias + ".id" + direction;
    }

    private String column() {
        return request.sort().order().column();
    }
}
