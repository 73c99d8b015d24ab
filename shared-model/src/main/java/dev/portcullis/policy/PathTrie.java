package dev.portcullis.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exact and prefix patterns by path segment. Finding takes time in proportion to the length of the path, however many
 * patterns there are. Filled once, then read by many threads.
 *
 * @param <S> what stands at a pattern
 */
final class PathTrie<S> {
    private final Node<S> root = new Node<>();

    /** A segment. A prefix with trailing slash matches only what goes on below it. */
    private static final class Node<S> {
        private @Nullable Map<String, Node<S>> children;
        private @Nullable S exact;
        private @Nullable S prefix;
        private @Nullable S below;
    }

    /** The slot for an exact path, or for a prefix; made by {@code maker} if there is none yet. */
    S slot(String path, boolean isPrefix, Supplier<S> maker) {
        boolean below = isPrefix && path.endsWith("/");
        Node<S> node = root;
        int end = below ? path.length() - 1 : path.length();
        int start = 1;
        while (start <= end) {
            int slash = path.indexOf('/', start);
            int stop = slash < 0 || slash > end ? end : slash;
            Map<String, Node<S>> children = node.children;
            if (children == null) {
                children = new HashMap<>(2);
                node.children = children;
            }
            node = children.computeIfAbsent(path.substring(start, stop), segment -> new Node<>());
            start = stop + 1;
        }
        if (below) {
            node.below = node.below == null ? maker.get() : node.below;
            return node.below;
        }
        if (isPrefix) {
            node.prefix = node.prefix == null ? maker.get() : node.prefix;
            return node.prefix;
        }
        node.exact = node.exact == null ? maker.get() : node.exact;
        return node.exact;
    }

    /** Adds the slots of all patterns that match, from the shortest prefix to the longest, an exact one last. */
    void find(String path, List<S> found) {
        Node<S> node = root;
        add(node.below, found);
        int start = 1;
        while (true) {
            int slash = path.indexOf('/', start);
            boolean last = slash < 0;
            Node<S> child = node.children == null
                    ? null
                    : node.children.get(last ? path.substring(start) : path.substring(start, slash));
            if (child == null) {
                return;
            }
            add(child.prefix, found);
            if (last) {
                add(child.exact, found);
                return;
            }
            add(child.below, found);
            node = child;
            start = slash + 1;
        }
    }

    private static <S> void add(@Nullable S slot, List<S> found) {
        if (slot != null) {
            found.add(slot);
        }
    }
}
