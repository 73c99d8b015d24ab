package dev.portcullis.policy;

import dev.portcullis.model.TokenPlace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds tokens in the places that rules name. Looks once at what the request carries, so its cost follows the request and
 * not the number of places. Immutable and thread-safe.
 */
final class TokenFinder {
    /** Up to so many names are asked for one by one; beyond, the request's own names are gone through. */
    private static final int FEW_NAMES = 8;

    private final List<TokenPlace> places;
    /** Places by lower-case field name; several where prefixes differ. */
    private final Map<String, int[]> headerPlaces = new HashMap<>();

    private final Map<String, Integer> queryPlaces = new HashMap<>();
    private final Map<String, Integer> cookiePlaces = new HashMap<>();

    /** @param places canonical, without repeats; a place's number is its index */
    TokenFinder(List<TokenPlace> places) {
        this.places = places;
        for (int i = 0; i < places.size(); i++) {
            TokenPlace place = places.get(i);
            switch (place.type()) {
                case HEADER -> headerPlaces.merge(place.key(), new int[] {i}, TokenFinder::concat);
                case QUERY -> queryPlaces.put(QueryText.octets(place.key()), i);
                case COOKIE -> cookiePlaces.put(place.key(), i);
            }
        }
    }

    private static int[] concat(int[] a, int[] b) {
        int[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** The same place for every spelling of it: field names do not distinguish case, only fields have prefixes. */
    static TokenPlace canonical(TokenPlace place) {
        return switch (place.type()) {
            case HEADER -> new TokenPlace(place.type(), place.key().toLowerCase(Locale.ROOT), place.prefix());
            case QUERY, COOKIE -> new TokenPlace(place.type(), place.key(), "");
        };
    }

    /** What was found. */
    sealed interface Found {
        Found NOTHING = new Nothing();

        record Nothing() implements Found {}

        /** More than one token. */
        record Several() implements Found {}

        /** One token, in one place or more, given by number. */
        record Token(TokenText text, List<Integer> places) implements Found {}
    }

    /**
     * What stands at all places together that are to be looked at.
     *
     * @param applies whether a rule of the place with that number applies; asked once for each place at most, since that may
     *     take long
     */
    Found find(CanonicalRequest request, HeaderFields headers, IntPredicate applies) {
        Search search = new Search();
        BitSet asked = new BitSet(0);
        BitSet applying = new BitSet(0);
        look(request, headers, number -> {
            if (!asked.get(number)) {
                asked.set(number);
                applying.set(number, applies.test(number));
            }
            return applying.get(number) ? search : null;
        });
        return search.result();
    }

    /** What stands at each place, had it been the only one. Places that are absent hold nothing. */
    Map<Integer, Found> findEach(CanonicalRequest request, HeaderFields headers) {
        Map<Integer, Search> searches = new HashMap<>();
        look(request, headers, number -> searches.computeIfAbsent(number, ignored -> new Search()));
        Map<Integer, Found> found = new HashMap<>();
        searches.forEach((number, search) -> found.put(number, search.result()));
        return found;
    }

    /** @param searches by number of the place; null for a place that is not to be looked at */
    private void look(CanonicalRequest request, HeaderFields headers, IntFunction<@Nullable Search> searches) {
        if (!headerPlaces.isEmpty()) {
            lookAtHeaders(headers, searches);
        }
        String query = request.query();
        if (query != null && !queryPlaces.isEmpty()) {
            QueryText.forEachParameter(query, (name, value) -> lookAt(queryPlaces.get(name), value, searches));
        }
        if (!cookiePlaces.isEmpty()) {
            for (String field : headers.values("cookie")) {
                CookieText.forEachCookie(field, (name, value) -> lookAt(cookiePlaces.get(name), value, searches));
            }
        }
    }

    /** @param number null: no place has that name */
    private static void lookAt(@Nullable Integer number, String value, IntFunction<@Nullable Search> searches) {
        if (number != null && searches.apply(number) instanceof Search search) {
            search.single(number, value);
        }
    }

    private void lookAtHeaders(HeaderFields headers, IntFunction<@Nullable Search> searches) {
        if (headerPlaces.size() <= FEW_NAMES) {
            headerPlaces.forEach((name, numbers) -> lookAtHeader(headers.values(name), numbers, searches));
            return;
        }
        Map<String, int[]> present = new HashMap<>();
        for (String name : headers.names()) {
            String lowerCase = name.toLowerCase(Locale.ROOT);
            int[] numbers = headerPlaces.get(lowerCase);
            if (numbers != null) {
                present.put(lowerCase, numbers);
            }
        }
        present.forEach((name, numbers) -> lookAtHeader(headers.values(name), numbers, searches));
    }

    private void lookAtHeader(List<String> values, int[] numbers, IntFunction<@Nullable Search> searches) {
        if (values.isEmpty()) {
            return;
        }
        for (int number : numbers) {
            Search search = searches.apply(number);
            if (search == null) {
                continue;
            }
            if (values.size() > 1) {
                search.several = true;
                continue;
            }
            TokenText token = afterPrefix(values.getFirst(), places.get(number).prefix());
            if (token != null) {
                search.add(number, token);
            }
        }
    }

    /** What stands after the prefix; null if another prefix stands there, or nothing after it. */
    private static @Nullable TokenText afterPrefix(String value, String prefix) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == ' ') {
            end--;
        }
        int start = afterSpaces(value, 0, end);
        if (!prefix.isEmpty()) {
            int prefixEnd = start + prefix.length();
            if (prefixEnd > end || !standsAt(value, start, prefix)) {
                return null;
            }
            start = afterSpaces(value, prefixEnd, end);
            boolean needsSpace = isAlphanumeric(prefix.charAt(prefix.length() - 1));
            if (needsSpace && start == prefixEnd) {
                return null;
            }
        }
        return start == end ? null : new TokenText(value, start, end);
    }

    private static int afterSpaces(String text, int start, int end) {
        int at = start;
        while (at < end && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** Whether the prefix stands there, without regard to the case of ASCII letters. */
    private static boolean standsAt(String text, int start, String prefix) {
        for (int i = 0; i < prefix.length(); i++) {
            char a = text.charAt(start + i);
            char b = prefix.charAt(i);
            boolean otherCase = (a ^ b) == 0x20 && isAlphanumeric(a) && isAlphanumeric(b);
            if (a != b && !otherCase) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** One search and what it has found so far. */
    private static final class Search {
        private final List<Integer> found = new ArrayList<>(2);
        /** Places of query and cookies that were met, with or without a value. */
        private final BitSet met = new BitSet(0);

        private @Nullable TokenText token;
        private boolean several;

        /** Takes a value of a place that may occur once only. */
        void single(int number, String value) {
            if (met.get(number)) {
                several = true;
            }
            met.set(number);
            if (!value.isEmpty()) {
                add(number, TokenText.of(value));
            }
        }

        void add(int number, TokenText value) {
            if (token != null && !token.equals(value)) {
                several = true;
            }
            if (several) {
                return;
            }
            token = value;
            found.add(number);
        }

        Found result() {
            if (several) {
                return new Found.Several();
            }
            return token == null ? Found.NOTHING : new Found.Token(token, found);
        }
    }
}
