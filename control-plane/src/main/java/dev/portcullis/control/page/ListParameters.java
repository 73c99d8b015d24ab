package dev.portcullis.control.page;

import dev.portcullis.control.body.Faults;
import dev.portcullis.control.parameter.QueryParameters;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the query parameters of a list, and notes every fault: values that cannot be, repetitions, and unknown names. */
final class ListParameters {
    static final String PAGE_SIZE = "pageSize";
    static final String PAGE_TOKEN = "pageToken";
    static final String SORT = "sort";

    private final QueryParameters query;
    private final ListShape shape;
    private final Faults faults;

    ListParameters(MultivaluedMap<String, String> query, ListShape shape, Faults faults) {
        this.query = new QueryParameters(query, faults);
        this.shape = shape;
        this.faults = faults;
    }

    int size() {
        Integer size = read(PAGE_SIZE, this::size);
        return size == null ? PageRequest.DEFAULT_SIZE : size;
    }

    private @Nullable Integer size(String text, String at) {
        if (text.matches("[0-9]{1,4}")) {
            int size = Integer.parseInt(text);
            if (size >= 1 && size <= PageRequest.MAX_SIZE) {
                return size;
            }
        }
        faults.add(at, QueryParameters.quoted(text) + " (expected: 1-" + PageRequest.MAX_SIZE + ")");
        return null;
    }

    Sort sort() {
        Sort sort = shape.orders().isEmpty() ? null : read(SORT, this::sort);
        return sort == null ? Sort.USUAL : sort;
    }

    private @Nullable Sort sort(String text, String at) {
        for (Order order : shape.orders()) {
            for (Sort.Direction direction : Sort.Direction.values()) {
                Sort sort = new Sort(order, direction);
                if (sort.text().equals(text)) {
                    return sort;
                }
            }
        }
        String known = shape.orders().stream().map(Order::field).collect(Collectors.joining(", "));
        faults.add(at, QueryParameters.quoted(text) + " (expected: one of " + known + ", or - and one of them)");
        return null;
    }

    Map<Filter, String> filters() {
        Map<Filter, String> filters = new EnumMap<>(Filter.class);
        for (Filter filter : shape.filters()) {
            String value = read(filter.parameter(), (text, at) -> filter.read(text, faults));
            if (value != null) {
                filters.put(filter, value);
            }
        }
        return filters;
    }

    /** Null or empty: the first page. */
    @Nullable
    String token() {
        return read(PAGE_TOKEN, (text, at) -> text);
    }

    void refuseUnknown() {
        List<String> known = new ArrayList<>(List.of(PAGE_SIZE, PAGE_TOKEN));
        Stream.of(SORT).filter(sort -> !shape.orders().isEmpty()).forEach(known::add);
        shape.filters().stream().map(Filter::parameter).forEach(known::add);
        query.refuseUnknown(known);
    }

    private <T> @Nullable T read(String name, BiFunction<String, String, @Nullable T> reader) {
        String given = query.once(name);
        return given == null ? null : reader.apply(given, name);
    }
}
