package dev.portcullis.control.page;

import dev.portcullis.control.page.PageRequest.Position;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextPageToken null on the last page
 * @param totalSize of the whole list as it is filtered, at the time of the answer
 */
public record Page<T>(List<T> items, @Nullable String nextPageToken, long totalSize) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * Cuts a page out of what was found.
     *
     * @param found in the order of the list, up to one more than the page holds, which tells whether there is a next one
     */
    public static <T> Page<T> of(PageRequest request, List<T> found, Function<T, Position> position, long totalSize) {
        if (found.size() <= request.size()) {
            return new Page<>(found, null, totalSize);
        }
        List<T> items = found.subList(0, request.size());
        return new Page<>(items, PageToken.seal(request, position.apply(items.getLast())), totalSize);
    }

    /** The same page of other things. */
    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(items.stream().map(mapping).toList(), nextPageToken, totalSize);
    }
}
