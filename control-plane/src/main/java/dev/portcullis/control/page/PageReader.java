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
        Map<String, Object> values = new HashMap<>(parents);
        values.putAll(confined);
        request.filters().forEach((filter, value) -> values.put(filter.parameter(), filter.bound(value)));
        entities.createNativeQuery(statements.settings(), Object[].class).getSingleResult();
        Query count = entities.createNativeQuery(statements.count(), Long.class);
        bind(count, values);
        long total = (Long) count.getSingleResult();
        Position after = request.after();
        if (after != null) {
            values.put(ListStatements.AFTER_ID, after.id());
            if (request.sort().order() != Order.ID) {
                values.put(ListStatements.AFTER_KEY, after.key());
            }
        }
        List<Found<E>> found = found(statements, entity, values);
        return Page.of(request, found, Found::position, total).map(Found::item);
    }

    private record Found<E>(E item, Position position) {}

    private <E> List<Found<E>> found(ListStatements statements, Class<E> entity, Map<String, Object> values) {
        NativeQuery<Object[]> query = entities.unwrap(Session.class)
                .createNativeQuery(statements.page(), Object[].class)
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
