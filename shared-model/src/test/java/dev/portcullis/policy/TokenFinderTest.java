package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.TokenFinder.Found;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the search costs, and what is found at each place alone; what is found at all together is in golden files. */
class TokenFinderTest {
    private static final TokenPlace QUERY = new TokenPlace(TokenPlace.Type.QUERY, "t", "");
    private static final TokenPlace COOKIE = new TokenPlace(TokenPlace.Type.COOKIE, "c", "");

    private final TokenFinder finder = new TokenFinder(List.of(Samples.BEARER, QUERY, COOKIE).stream()
            .map(TokenFinder::canonical)
            .toList());
    private final Map<Integer, Integer> asked = new HashMap<>();

    private Found find(String target, HeaderFields headers, boolean applies) {
        asked.clear();
        return finder.find(Samples.request("GET", "api.example", target), headers, number -> {
            asked.merge(number, 1, Integer::sum);
            return applies;
        });
    }

    @Test
    void whether_a_place_applies_is_asked_once_however_often_its_name_occurs() {
        String target = "/?" + "t=x&".repeat(1_000) + "t=";
        HeaderFields headers = Samples.headers("Authorization", "Bearer x", "Cookie", "c=x; ".repeat(1_000) + "c=");

        assertThat(find(target, headers, false)).isEqualTo(Found.NOTHING);
        assertThat(asked).isEqualTo(Map.of(0, 1, 1, 1, 2, 1));
        assertThat(find(target, headers, true)).isEqualTo(new Found.Several());
        assertThat(asked).isEqualTo(Map.of(0, 1, 1, 1, 2, 1));
    }

    @Test
    void each_place_alone_holds_what_it_would_hold_were_there_no_other() {
        HeaderFields headers = Samples.headers("Authorization", "Bearer x", "Cookie", "c=y; c=y");

        Map<Integer, Found> each = finder.findEach(Samples.request("GET", "api.example", "/?t=z"), headers);

        assertThat(each)
                .isEqualTo(Map.of(
                        0,
                        new Found.Token(TokenText.of("x"), List.of(0)),
                        1,
                        new Found.Token(TokenText.of("z"), List.of(1)),
                        2,
                        new Found.Several()));
        assertThat(find("/?t=z", headers, true)).isEqualTo(new Found.Several());
        assertThat(finder.findEach(Samples.request("GET", "api.example", "/"), Samples.headers()))
                .isEmpty();
    }

    @Test
    void one_field_is_a_place_for_each_of_its_prefixes() {
        TokenPlace other = new TokenPlace(TokenPlace.Type.HEADER, "authorization", "Token");
        TokenFinder both = new TokenFinder(List.of(
                TokenFinder.canonical(Samples.BEARER), TokenFinder.canonical(QUERY), TokenFinder.canonical(other)));
        CanonicalRequest request = Samples.request("GET", "api.example", "/");

        assertThat(both.find(request, Samples.headers("Authorization", "Bearer x"), any -> true))
                .isEqualTo(new Found.Token(TokenText.of("x"), List.of(0)));
        assertThat(both.find(request, Samples.headers("Authorization", "token y"), any -> true))
                .isEqualTo(new Found.Token(TokenText.of("y"), List.of(2)));
        assertThat(both.find(request, Samples.headers("Authorization", "token y"), number -> number != 2))
                .isEqualTo(Found.NOTHING);
        assertThat(both.find(request, Samples.headers("Authorization", "Basic z"), any -> true))
                .isEqualTo(Found.NOTHING);
    }

    @Test
    void an_empty_value_counts_as_an_occurrence_and_as_nothing_found() {
        HeaderFields none = Samples.headers();

        assertThat(find("/?t=", none, true)).isEqualTo(Found.NOTHING);
        assertThat(find("/?t=&t=x", none, true)).isEqualTo(new Found.Several());
        assertThat(find("/?t=x", none, true)).isEqualTo(new Found.Token(TokenText.of("x"), List.of(1)));
    }
}
