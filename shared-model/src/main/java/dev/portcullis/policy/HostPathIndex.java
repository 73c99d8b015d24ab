package dev.portcullis.policy;

import dev.portcullis.model.PathPattern;
import dev.portcullis.policy.pattern.HostPattern;
import dev.portcullis.policy.pattern.PathRegex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Host, path and method patterns, found by index: exact hosts by hash, wildcards by suffix from the longest, paths by the hash of each prefix.
 * Finding takes time in proportion to host and path, not to the number of patterns; regular expressions alone are tried one
 * after the other, per host. Built by one thread, then immutable.
 *
 * @param <V> what is put in with a pattern
 * @param <T> what all that stands at one pattern is joined to
 */
final class HostPathIndex<V, T> {
    private final Map<String, Paths<V, T>> exactHosts = new HashMap<>();
    private final Map<String, Paths<V, T>> hostsBelow = new HashMap<>();
    /** One bit for each length that a key of {@link #hostsBelow} has; the last stands for all above. */
    private long lengthsBelow;

    private @Nullable Paths<V, T> anyHost;
    private final List<Slot<V, T>> slots = new ArrayList<>();

    /**
     * Puts a value under a pattern.
     *
     * @param regex compiled where the path is one, else null
     * @param methods null: all
     */
    void add(
            HostPattern host,
            PathPattern path,
            @Nullable PathRegex regex,
            boolean ignoreCase,
            @Nullable List<String> methods,
            V value) {
        Paths<V, T> paths = switch (host) {
            case HostPattern.Any ignored -> {
                anyHost = anyHost == null ? new Paths<>() : anyHost;
                yield anyHost;
            }
            case HostPattern.Exact exact -> exactHosts.computeIfAbsent(exact.text(), name -> new Paths<>());
            case HostPattern.Below below -> {
                lengthsBelow |= lengthBit(below.parent().length());
                yield hostsBelow.computeIfAbsent(below.parent(), name -> new Paths<>());
            }
        };
        Slot<V, T> slot = regex != null
                ? paths.regexSlot(regex, this::newSlot)
                : paths.table(ignoreCase)
                        .slot(
                                ignoreCase ? lowerCase(path.value()) : path.value(),
                                path.match() == PathPattern.Match.PREFIX,
                                this::newSlot);
        slot.add(methods, value);
    }

    private Slot<V, T> newSlot() {
        Slot<V, T> slot = new Slot<>();
        slots.add(slot);
        return slot;
    }

    /**
     * Ends building.
     *
     * @param join makes one of what stands at one pattern, in the order in which it was added
     */
    void finish(Function<List<V>, T> join) {
        slots.forEach(slot -> slot.finish(join));
        slots.clear();
    }

    /**
     * What matches, the most specific first: exact host, wildcards from the longest, any host; in each the exact path,
     * prefixes from the longest, regular expressions; at each what is bound to the method before what is not.
     */
    List<T> find(String host, String path, String method) {
        List<T> found = new ArrayList<>(4);
        Lookup<V, T> lookup = new Lookup<>(path, method, found);
        lookup.in(exactHosts.get(host));
        if (!hostsBelow.isEmpty()) {
            for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                if ((lengthsBelow & lengthBit(host.length() - dot - 1)) != 0) {
                    lookup.in(hostsBelow.get(host.substring(dot + 1)));
                }
            }
        }
        lookup.in(anyHost);
        return found;
    }

    private static long lengthBit(int length) {
        return 1L << Math.min(length, Long.SIZE - 1);
    }

    /** ASCII letters only, as conditions promise. */
    private static String lowerCase(String text) {
        boolean ascii = true;
        boolean upper = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            ascii &= c < 0x80;
            upper |= c >= 'A' && c <= 'Z';
        }
        if (!upper) {
            return text;
        }
        if (ascii) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            out.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c);
        }
        return out.toString();
    }

    /** One search. */
    private static final class Lookup<V, T> {
        private final String path;
        private final String method;
        private final List<T> found;
        private final PathPrefixes prefixes;
        private final List<Slot<V, T>> slots = new ArrayList<>(4);
        private @Nullable PathPrefixes lowerCasePrefixes;

        Lookup(String path, String method, List<T> found) {
            this.path = path;
            this.method = method;
            this.found = found;
            this.prefixes = new PathPrefixes(path);
        }

        void in(@Nullable Paths<V, T> paths) {
            if (paths == null) {
                return;
            }
            slots.clear();
            if (paths.sensitive != null) {
                paths.sensitive.find(prefixes, slots);
            }
            if (paths.insensitive != null) {
                PathPrefixes lowerCase =
                        lowerCasePrefixes == null ? new PathPrefixes(lowerCase(path)) : lowerCasePrefixes;
                lowerCasePrefixes = lowerCase;
                paths.insensitive.find(lowerCase, slots);
            }
            Collections.reverse(slots);
            for (Regex<V, T> regex : paths.regexes) {
                if (regex.slot.hasFor(method) && regex.pattern.matches(path)) {
                    slots.add(regex.slot);
                }
            }
            slots.forEach(slot -> slot.collect(method, found));
        }
    }

    /** The paths of one host pattern. */
    private static final class Paths<V, T> {
        private @Nullable PathTable<Slot<V, T>> sensitive;
        private @Nullable PathTable<Slot<V, T>> insensitive;
        private final List<Regex<V, T>> regexes = new ArrayList<>(0);

        PathTable<Slot<V, T>> table(boolean ignoreCase) {
            if (ignoreCase) {
                insensitive = insensitive == null ? new PathTable<>() : insensitive;
                return insensitive;
            }
            sensitive = sensitive == null ? new PathTable<>() : sensitive;
            return sensitive;
        }

        Slot<V, T> regexSlot(PathRegex pattern, java.util.function.Supplier<Slot<V, T>> maker) {
            for (Regex<V, T> regex : regexes) {
                if (regex.pattern == pattern) {
                    return regex.slot;
                }
            }
            Regex<V, T> regex = new Regex<>(pattern, maker.get());
            regexes.add(regex);
            return regex.slot;
        }
    }

    private record Regex<V, T>(PathRegex pattern, Slot<V, T> slot) {}

    /** What stands at one pattern, by method. */
    private static final class Slot<V, T> {
        private @Nullable List<V> pendingForAll = null;
        private @Nullable Map<String, List<V>> pendingByMethod = null;
        private @Nullable T forAll;
        private @Nullable Map<String, T> byMethod;

        void add(@Nullable List<String> methods, V value) {
            if (methods == null) {
                pendingForAll = pendingForAll == null ? new ArrayList<>(1) : pendingForAll;
                pendingForAll.add(value);
                return;
            }
            Map<String, List<V>> pending = pendingByMethod == null ? new HashMap<>(4) : pendingByMethod;
            pendingByMethod = pending;
            methods.forEach(method ->
                    pending.computeIfAbsent(method, name -> new ArrayList<>(1)).add(value));
            // GET includes HEAD.
            if (methods.contains("GET") && !methods.contains("HEAD")) {
                pending.computeIfAbsent("HEAD", name -> new ArrayList<>(1)).add(value);
            }
        }

        void finish(Function<List<V>, T> join) {
            if (pendingForAll != null) {
                forAll = join.apply(pendingForAll);
                pendingForAll = null;
            }
            if (pendingByMethod != null) {
                Map<String, T> joined = new HashMap<>(4);
                pendingByMethod.forEach((method, values) -> joined.put(method, join.apply(values)));
                byMethod = joined;
                pendingByMethod = null;
            }
        }

        boolean hasFor(String method) {
            return forAll != null || (byMethod != null && byMethod.containsKey(method));
        }

        void collect(String method, List<T> found) {
            T bound = byMethod == null ? null : byMethod.get(method);
            if (bound != null) {
                found.add(bound);
            }
            if (forAll != null) {
                found.add(forAll);
            }
        }
    }
}
