package dev.portcullis.control.page;

import dev.portcullis.control.page.PageRequest.Position;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/** Reads pages from the database. */
@ApplicationScoped
public class PageReader {
    private final EntityManager entities;

    PageReader(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Reads a page, in a transaction that does nothing else.
     *
     * @param parents whose list it is: a value for each of the table's parents
     * @param confined the values that columns may have, beside what the request filters by
     */
    public <E> Page<E> read(
            ListTable table,
            Class<E> entity,
            PageRequest request,
            Map<String, String> parents,
            Map<String, ? extends Collection<String>> confined) {
        ListStatements statements = new ListStatements(table, request, confined.keySet());
        Map<String, Object> filtered = new HashMap<>(parents);
        filtered.putAll(confined);
        request.filters().forEach((filter, value) -> filtered.put(filter.parameter(), filter.bound(value)));
        set(statements.settings());
        List<String> few = statements.searchesAll() ? few(statements, filtered) : null;
        if (few == null) {
            long total = count(statements, filtered);
            return page(request, found(statements.page(), entity, after(request, filtered)), total);
        }
        if (few.isEmpty()) {
            return new Page<>(List.of(), null, 0);
        }
        set(statements.settingsOfFew());
        Map<String, Object> byId = new HashMap<>(parents);
        byId.put(ListStatements.FEW_IDS, few);
        return page(request, found(statements.pageOfFew(), entity, after(request, byId)), few.size());
    }

    private static <E> Page<E> page(PageRequest request, List<Found<E>> found, long total) {
        return Page.of(request, found, Found::position, total).map(Found::item);
    }

    private void set(String settings) {
        entities.createNativeQuery(settings, Object[].class).getSingleResult();
    }

    private static Map<String, Object> after(PageRequest request, Map<String, Object> values) {
        Position after = request.after();
        if (after != null) {
            values.put(ListStatements.AFTER_ID, after.id());
            if (request.sort().order() != Order.ID) {
                values.put(ListStatements.AFTER_KEY, after.key());
            }
        }
        return values;
    }

    private record Found<E>(E item, Position position) {}

    private long count(ListStatements statements, Map<String, Object> values) {
        Query count = entities.createNativeQuery(statements.count(), Long.class);
        bind(count, values);
        return (Long) count.getSingleResult();
    }

    /** The ids of all items if they are few, else null. */
    private @Nullable List<String> few(ListStatements statements, Map<String, Object> values) {
        NativeQuery<String> query = entities.unwrap(Session.class).createNativeQuery(statements.few(), String.class);
        bind(query, values);
        List<String> ids = query.getResultList();
        return ids.size() <= ListStatements.FEW ? ids : null;
    }

    private <E> List<Found<E>> found(String page, Class<E> entity, Map<String, Object> values) {
        NativeQuery<Object[]> query = entities.unwrap(Session.class)
                .createNativeQuery(page, Object[].class)
                .addEntity("e", entity)
                .addScalar("sort_key", String.class)
                .addScalar("key_id", String.class);
        bind(query, values);
        return query.getResultList().stream()
                .map(row -> new Found<>(entity.cast(row[0]), new Position((String) row[1], (String) row[2])))
                .toList();
    }

    private static void bind(Query query, Map<String, Object> values) {
        values.forEach(query::setParameter);
    }
}
