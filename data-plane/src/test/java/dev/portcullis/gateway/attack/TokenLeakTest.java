package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.model.PathPattern.Match;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("token leak")
class TokenLeakTest {
    private static String token(Scene scene) {
        return Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", scene.keys().ec);
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append('%').append(Integer.toHexString(c)));
        return out.toString();
    }

    @TestFactory
    Stream<DynamicTest> the_token_is_taken_out_and_all_else_arrives_unchanged(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(
                Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")).except(Match.PREFIX, "/public"),
                Rules.rule("jr-2", Keys.jwk(keys.ec, "e1"))
                        .query("access_token")
                        .except(Match.PREFIX, "/public"),
                Rules.rule("jr-3", Keys.jwk(keys.ec, "e1")).cookie("session").except(Match.PREFIX, "/public"),
                Rules.rule("jr-4", Keys.jwk(keys.ec, "e1"))
                        .header("X-Token", "")
                        .except(Match.PREFIX, "/public"));
        String t = token(scene);
        return Stream.of(
                        List.of(get("/a?x=1&y", bearer(t)), " /a?x=1&y "),
                        List.of(get("/a", "authorization: bEARER   " + t + "  "), " /a "),
                        List.of(get("/a?access_token=" + t), " /a HTTP"),
                        List.of(get("/a?x=%2e&access_token=" + t + "&&y=a+b&=&z"), " /a?x=%2e&&y=a+b&=&z "),
                        List.of(get("/a?access%5Ftoken=" + t + "&x"), " /a?x "),
                        List.of(get("/a?%61ccess_token=" + escaped(t) + "&access_tokens=1"), " /a?access_tokens=1 "),
                        List.of(get("/a?x;access_token=1&access_token=" + t), " /a?x;access_token=1 "),
                        List.of(get("/a?&&access_token=" + t), " /a?& "),
                        List.of(get("/a", "Cookie: session=" + t), " /a "),
                        List.of(get("/a", "Cookie: a=1; session=" + t + "; b=\"x y\""), "ookie: a=1; b=\"x y\"\r\n"),
                        List.of(get("/a", "Cookie: session=" + t + ";a=1;  b=2"), "ookie: a=1;  b=2\r\n"),
                        List.of(get("/a", "Cookie: a=1;session = " + t), "ookie: a=1\r\n"),
                        List.of(get("/a", "Cookie: a=1", "COOKIE: session=" + t + "; b"), "ookie: a=1; b\r\n"),
                        List.of(get("/a", "Cookie: Session=1; session=" + t), "ookie: Session=1\r\n"),
                        List.of(get("/a", "x-token: " + t), " /a "),
                        List.of(get("/a", "X-TOKEN:\t" + t + "\t"), " /a "),
                        List.of(
                                get(
                                        "/a?access_token=" + t + "&q=1",
                                        bearer(t),
                                        "X-Token: " + t,
                                        "Cookie: session=" + t),
                                " /a?q=1 "))
                .map(one -> dynamicTest(one.getFirst().replace(t, "<token>").replace("\r\n", " | "), () -> {
                    RawHttp.Response response = scene.send(one.getFirst());
                    scene.tally().tries();
                    // Where it cannot be read as a token it may be refused, but never passed on.
                    String arrived = String.join("", scene.upstream().take());
                    scene.countAtUpstream();
                    assertThat(response.status()).isEqualTo(200);
                    scene.tally().harmless();
                    assertThat(arrived)
                            .contains(one.getLast())
                            .doesNotContain(t)
                            .doesNotContain(t.substring(t.length() - 40));
                    assertThat(arrived).doesNotContain(escaped(t).substring(0, 60));
                    // The twin: where no rule applies it is left alone.
                    String open = one.getFirst().replaceFirst(" /a", " /public");
                    assertThat(scene.admitted(open)).containsAnyOf(t, escaped(t));
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_denial_quotes_nothing_of_the_request(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")));
        String t = token(scene);
        String secret = "c2VjcmV0LXZhbHVl";
        String broken = t.substring(0, t.length() - 20) + secret + "AAAA";
        return Stream.of(
                        get("/admin", bearer(broken)),
                        get("/admin/../../" + secret, bearer(t)),
                        get("/admin?" + secret, "Authorization: Basic " + secret),
                        get("/" + secret, "X: " + secret),
                        "GET /" + secret + "#" + secret + " HTTP/1.1\r\nHost: " + secret + "@x\r\n\r\n",
                        "GE:T /" + secret + " HTTP/1.1\r\n" + secret + "\r\n\r\n",
                        "GET /" + secret + " HTTP/1.1\r\nHost: x\r\n" + secret + "(): 1\r\n\r\n")
                .map(request -> dynamicTest(request.replace("\r\n", " | "), () -> {
                    RawHttp.Response response = scene.refused(request, 400, 401, 404);
                    assertThat(response.head() + response.body())
                            .doesNotContain(secret)
                            .doesNotContain("issuer.example");
                    scene.admitted(get("/admin", bearer(t)));
                }));
    }
}
