package dev.portcullis.control.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextPageToken null on the last page
 * @param totalSize of the whole list, at the time of the answer
 */
public record Page<T>(List<T> items, @Nullable String nextPageToken, long totalSize) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * Cuts a page out of what was found.
     *
     * @param found in the order of ids, up to one more than the page holds, which tells whether there is a next one
     */
    public static <T> Page<T> of(
            String list, PageRequest request, List<T> found, Function<T, String> id, long totalSize) {
        if (found.size() <= request.size()) {
            return new Page<>(found, null, totalSize);
        }
        List<T> items = found.subList(0, request.size());
        return new Page<>(items, PageToken.seal(list, id.apply(items.getLast())), totalSize);
    }

    /** The same page of other things. */
    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(items.stream().map(mapping).toList(), nextPageToken, totalSize);
    }
}
