package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("several tokens")
class SeveralTokensTest {
    private String good = "";
    private String other = "";

    @BeforeEach
    void rules_at_every_kind_of_place(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(
                Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")),
                Rules.rule("jr-2", Keys.jwk(keys.ec, "e1")).query("access_token"),
                Rules.rule("jr-3", Keys.jwk(keys.ec, "e1")).cookie("session"),
                Rules.rule("jr-4", Keys.jwk(keys.ec, "e1")).header("X-Token", ""));
        good = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", keys.ec);
        other = Jws.sign(
                Jws.header("ES256", "e1"),
                Jws.claims("\"role\":\"admin\",\"exp\":" + (Stage.NOW_SECONDS + 3_600)),
                "ES256",
                keys.attackerEc);
    }

    @TestFactory
    Stream<DynamicTest> two_tokens_in_one_kind_of_place_are_refused(Scene scene) {
        String header = get("/admin", bearer(good));
        String query = get("/admin?access_token=" + good);
        String cookie = get("/admin", "Cookie: session=" + good);
        return Stream.of(
                scene.pair("two fields", get("/admin", bearer(good), bearer(other)), header, 401),
                scene.pair("two fields, the good one last", get("/admin", bearer(other), bearer(good)), header, 401),
                scene.pair("twice the same", get("/admin", bearer(good), bearer(good)), header, 401),
                scene.pair(
                        "two cases of the name",
                        get("/admin", bearer(good), "authorization: bearer " + other),
                        header,
                        401),
                scene.pair(
                        "a second field of Basic",
                        get("/admin", bearer(good), "AUTHORIZATION: Basic eA=="),
                        header,
                        401),
                scene.pair("an empty second field", get("/admin", bearer(good), "Authorization:"), header, 401),
                scene.pair("joined by comma", get("/admin", bearer(good) + ", Bearer " + other), header, 401),
                scene.pair("joined by comma alone", get("/admin", bearer(good) + "," + good), header, 401),
                scene.pair("joined by a space", get("/admin", bearer(good) + " " + good), header, 401),
                scene.pair("Bearer twice", get("/admin", "Authorization: Bearer Bearer " + good), header, 401),
                scene.pair("two parameters", get("/admin?access_token=" + good + "&access_token=" + other), query, 401),
                scene.pair(
                        "two spellings of the parameter",
                        get("/admin?access_token=" + good + "&access%5ftoken=" + other),
                        query,
                        401),
                scene.pair("an empty parameter too", get("/admin?access_token&access_token=" + good), query, 401),
                scene.pair(
                        "every letter escaped",
                        get("/admin?a=1&%61%63%63%65%73%73%5F%74%6F%6B%65%6E=" + other + "&access_token=" + good),
                        query,
                        401),
                scene.pair("two cookies", get("/admin", "Cookie: session=" + good + "; session=" + other), cookie, 401),
                scene.pair(
                        "two cookie fields",
                        get("/admin", "Cookie: session=" + other, "cookie: session=" + good),
                        cookie,
                        401),
                scene.pair("an empty cookie too", get("/admin", "Cookie: session=;session=" + good), cookie, 401),
                scene.pair(
                        "white space around the name",
                        get("/admin", "Cookie: session = " + other + "; session=" + good),
                        cookie,
                        401));
    }

    @TestFactory
    Stream<DynamicTest> different_tokens_in_different_places_are_refused(Scene scene) {
        String all = get("/admin?access_token=" + good, bearer(good), "Cookie: session=" + good, "X-Token: " + good);
        return Stream.of(
                        get("/admin", bearer(good), "Cookie: session=" + other),
                        get("/admin", bearer(other), "Cookie: session=" + good),
                        get("/admin?access_token=" + other, bearer(good)),
                        get("/admin?access_token=x", bearer(good)),
                        get("/admin?access_token=" + good, "Cookie: session=" + other),
                        get("/admin", bearer(good), "X-Token: " + other),
                        get("/admin", bearer(good), "X-Token: " + good, "X-Token: " + good),
                        get("/admin?access_token=" + good, bearer(good), "Cookie: session=" + good, "X-Token: z"))
                .map(attack -> scene.pair(attack.substring(0, 60), attack, all, 401));
    }

    @TestFactory
    Stream<DynamicTest> a_token_counts_only_where_a_rule_looks_for_it(Scene scene) {
        String header = get("/admin", bearer(good));
        String form = "access_token=" + good;
        String posted = Scene.request(
                        "POST",
                        "/admin",
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: " + form.length())
                + form;
        return Stream.of(
                        posted,
                        get("/admin", "Proxy-Authorization: Bearer " + good),
                        get("/admin", "X-Authorization: Bearer " + good),
                        get("/admin", "Authorization_: Bearer " + good),
                        get("/admin", "X_Token: " + good),
                        get("/admin", "Authorization: Basic " + good),
                        get("/admin", "Authorization: DPoP " + good),
                        get("/admin", "Authorization: " + good),
                        get("/admin", "Authorization: Bearer" + good),
                        get("/admin", "Authorization: Bearer\t" + good),
                        get("/admin", "Authorization: Bearer=" + good),
                        get("/admin", "Authorization: Bearer \"" + good + "\""),
                        get("/admin", "Authorization: Bearer token=" + good),
                        get("/admin", "Authorization:"),
                        get("/admin", "Authorization: Bearer"),
                        get("/admin", "Authorization: Bearer null"),
                        get("/admin?Access_Token=" + good),
                        get("/admin?access_token%20=" + good),
                        get("/admin?access_token[]=" + good),
                        get("/admin?x;access_token=" + good),
                        get("/admin?access_token=" + good + ";x"),
                        get("/admin?access_token=" + good + "+"),
                        get("/admin?access_token=" + good + "%00"),
                        get("/admin", "Cookie: SESSION=" + good),
                        get("/admin", "Cookie: x=1, session=" + good),
                        get("/admin", "Cookie: session=\"" + good + "\""),
                        get("/admin", "Cookie: $Version=1; $session=" + good),
                        get("/admin", "Cookie2: session=" + good),
                        get("/admin", "Set-Cookie: session=" + good))
                .map(attack -> scene.pair(attack.replace(good, "<token>"), attack, header, 401));
    }
}
