package dev.portcullis.e2e;

import static dev.portcullis.e2e.Caller.bearer;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.model.JwsAlgorithm;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where tokens are found, and whether the upstream gets them too. */
@ExtendWith(OnRunningSystem.class)
class TokenPlacesTest {
    private final Management management;
    private final Caller caller;
    private final Signer signer;
    private final String token;

    TokenPlacesTest(RunningSystem system) throws Exception {
        management = system.management();
        caller = new Caller(system);
        signer = Signer.of(JwsAlgorithm.ES256, "key-1");
        token = signer.token();
    }

    @Test
    void a_token_in_the_authorization_field_is_stripped() throws Exception {
        rule(Map.of());
        caller.each("/", bearer(token), answer -> answer.statusCode(200).body("headers.authorization", nullValue()));
    }

    @Test
    void with_passthrough_the_upstream_gets_the_token_too() throws Exception {
        rule(Map.of("passthrough", true));
        caller.each(
                "/",
                bearer(token),
                answer -> answer.statusCode(200).body("headers.authorization", equalTo("Bearer " + token)));
    }

    @Test
    void a_field_of_another_name_has_no_prefix() throws Exception {
        rule(Map.of("type", "HEADER", "key", "X-Token"));
        caller.each(
                "/",
                request -> request.header("X-Token", token),
                answer -> answer.statusCode(200).body("headers.x-token", nullValue()));
        caller.isDenied("/", "TOKEN_MISSING", bearer(token));
    }

    @Test
    void a_token_in_the_query_is_stripped_and_the_rest_of_the_query_stays_as_it_came() throws Exception {
        rule(Map.of("type", "QUERY"));
        caller.each(
                "/?a=%20b&access_token=" + token + "&c",
                request -> request,
                answer -> answer.statusCode(200).body("query", equalTo("a=%20b&c")));
        caller.isDenied("/?a=1", "TOKEN_MISSING");
        caller.isDenied("/?access_token=" + token + "&access_token=" + token, "MULTIPLE_TOKENS", request -> request);
    }

    @Test
    void a_token_in_a_cookie_is_stripped_and_the_other_cookies_stay() throws Exception {
        rule(Map.of("type", "COOKIE", "key", "session"));
        caller.each(
                "/",
                request -> request.header("Cookie", "a=1; session=" + token + "; b=2"),
                answer -> answer.statusCode(200).body("headers.cookie", equalTo("a=1; b=2")));
        caller.isDenied("/", "TOKEN_MISSING", request -> request.header("Cookie", "a=1; b=2"));
    }

    @Test
    void a_second_authorization_field_is_one_too_many() throws Exception {
        rule(Map.of());
        caller.isDenied(
                "/",
                "MULTIPLE_TOKENS",
                request -> request.header("Authorization", "Bearer " + token, "Bearer " + token));
    }

    private void rule(Map<String, Object> place) throws Exception {
        management.createRule(Management.ruleFor(signer, Map.of("token", place)));
    }
}
