package dev.portcullis.control.page;

import dev.portcullis.control.body.Faults;
import dev.portcullis.control.problem.Refusal;
import jakarta.ws.rs.core.UriInfo;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param list names the list, so that a token of one list is refused by another
 * @param size 1–{@value #MAX_SIZE}
 * @param filters their values in canonical form; all must hold
 * @param after where the page before ended; null: the first page
 */
public record PageRequest(
        String list,
        int size,
        Sort sort,
        Map<Filter, String> filters,
        @Nullable Position after) {
    public static final int DEFAULT_SIZE = 50;
    public static final int MAX_SIZE = 500;
    /** Of a page token. */
    public static final int MAX_TOKEN_CHARS = PageToken.MAX_CHARS;

    /**
     * An item's place in the order of a list.
     *
     * @param key what the list is ordered by, as {@link ListTable} writes it; empty in the order of ids
     */
    public record Position(String key, String id) {}

    public PageRequest {
        Map<Filter, String> copy = new EnumMap<>(Filter.class);
        copy.putAll(filters);
        filters = Collections.unmodifiableMap(copy);
    }

    /**
     * Reads the query parameters of a list.
     *
     * @throws Refusal that names every parameter at fault
     */
    public static PageRequest of(UriInfo address, ListShape shape) {
        Faults faults = new Faults();
        ListParameters in = new ListParameters(address.getQueryParameters(), shape, faults);
        PageRequest first = new PageRequest(address.getPath(), in.size(), in.sort(), in.filters(), null);
        String token = in.token();
        in.refuseUnknown();
        faults.refuseParametersIfAny();
        return token == null || token.isEmpty() ? first : first.after(PageToken.open(first, token));
    }

    private PageRequest after(Position position) {
        return new PageRequest(list, size, sort, filters, position);
    }
}
