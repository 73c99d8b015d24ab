package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;

import dev.portcullis.model.PathPattern.Match;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("pattern escaping")
class PatternEscapingTest {
    private static String at(String host, String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    @TestFactory
    Stream<DynamicTest> a_dot_in_a_host_or_path_is_a_dot(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1"))
                .except("a.b.example", Match.EXACT, "/x.y")
                .except("*.c.example", Match.PREFIX, "/p.q")
                .except("*", Match.EXACT, "/[a-z]*")
                .except("*", Match.PREFIX, "/(s|t)+$"));
        return Stream.of(
                scene.pair("aXb in a host", at("aXb.example", "/x.y"), at("a.b.example", "/x.y"), 401),
                scene.pair("xXy in a path", at("a.b.example", "/xXy"), at("a.b.example", "/x.y"), 401),
                scene.pair("more behind", at("a.b.example", "/x.yz"), at("a.b.example", "/x.y"), 401),
                scene.pair("more behind the host", at("a.b.example.evil", "/x.y"), at("a.b.example", "/x.y"), 401),
                scene.pair("more before the host", at("za.b.example", "/x.y"), at("a.b.example", "/x.y"), 401),
                scene.pair("wildcard, no dot", at("xc.example", "/p.q"), at("x.c.example", "/p.q"), 401),
                scene.pair("wildcard, other dot", at("x.cXexample", "/p.q"), at("x.c.example", "/p.q"), 401),
                scene.pair("wildcard, itself", at("c.example", "/p.q"), at("x.c.example", "/p.q"), 401),
                scene.pair("wildcard, beyond", at("x.c.example.evil", "/p.q"), at("x.c.example", "/p.q"), 401),
                scene.pair("prefix, other dot", at("x.c.example", "/pXq/a"), at("x.c.example", "/p.q/a"), 401),
                scene.pair("prefix, half a segment", at("x.c.example", "/p.qr"), at("x.c.example", "/p.q/r"), 401),
                scene.pair("class in a path", get("/abc"), get("/%5Ba-z%5D*"), 401),
                scene.pair("group in a path", get("/sts"), get("/(s%7Ct)+$"), 401));
    }

    @TestFactory
    Stream<DynamicTest> a_regular_expression_matches_the_whole_path(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1"))
                .except(Match.REGEX, "/v\\.[0-9]+/open")
                .except(Match.REGEX, "/a|/b")
                .except(Match.REGEX, "/l[^/]*"));
        return Stream.of(
                scene.pair("escaped dot", get("/vX1/open"), get("/v.1/open"), 401),
                scene.pair("behind", get("/v.1/open/admin"), get("/v.1/open"), 401),
                scene.pair("before", get("/admin/v.1/open"), get("/v.1/open"), 401),
                scene.pair("alternatives, behind", get("/admin/b"), get("/b"), 401),
                scene.pair("alternatives, before", get("/a/admin"), get("/a"), 401),
                scene.pair("a line end", get("/a%0a/admin"), get("/a"), 400),
                scene.pair("a slash", get("/l/admin"), get("/lx"), 401));
    }

    @TestFactory
    Stream<DynamicTest> claims_are_compared_as_they_are(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.ec, "e1"))
                .sub("a.b")
                .audience("x.y")
                .required("admin.*", "roles.all"));
        return Stream.of(
                        new String[] {"aXb", "x.y", "\"roles.all\":\"admin.*\"", "401"},
                        new String[] {"a.b\\u0000", "x.y", "\"roles.all\":\"admin.*\"", "401"},
                        new String[] {"A.B", "x.y", "\"roles.all\":\"admin.*\"", "401"},
                        new String[] {"a.b", "xXy", "\"roles.all\":\"admin.*\"", "403"},
                        new String[] {"a.b", "X.Y", "\"roles.all\":\"admin.*\"", "403"},
                        new String[] {"a.b", "x.y z", "\"roles.all\":\"admin.*\"", "403"},
                        new String[] {"a.b", "*", "\"roles.all\":\"admin.*\"", "403"},
                        new String[] {"a.b", "x.y", "\"roles.all\":\"admin.root\"", "403"},
                        new String[] {"a.b", "x.y", "\"roles.all\":\"admin.* \"", "403"},
                        new String[] {"a.b", "x.y", "\"roles.all\":\"x admin.*\"", "403"},
                        new String[] {"a.b", "x.y", "\"roles\":{\"all\":\"admin.*\"}", "403"},
                        new String[] {"a.b", "x.y", "\"roles.all\":{\"admin.*\":true}", "403"},
                        new String[] {"a.b", "x.y", "\"roles.all\":[[\"admin.*\"]]", "403"},
                        new String[] {"a.b", "x.y", "\"rolesXall\":\"admin.*\"", "403"})
                .map(one -> scene.pair(
                        String.join(" ", one),
                        get("/", bearer(signed(keys, one[0], one[1], one[2]))),
                        get("/", bearer(signed(keys, "a.b", "x.y", "\"roles.all\":[\"admin.*\"]"))),
                        Integer.valueOf(one[3])));
    }

    @TestFactory
    Stream<DynamicTest> a_number_is_the_same_number_or_refused(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")).required(7, "level"));
        return Stream.of("\"7\"", "7.5", "70", "-7", "7e-1", "1e-99999999999", "0e99999999999", "[[7]]", "true", "null")
                .map(level -> scene.pair(
                        level,
                        get("/", bearer(signed(keys, "a", "b", "\"level\":" + level))),
                        get("/", bearer(signed(keys, "a", "b", "\"level\":7.0e0"))),
                        403));
    }

    private static String signed(Keys keys, String sub, String aud, String more) {
        String claims = "{\"iss\":\"" + Rules.ISSUER + "\",\"sub\":\"" + sub + "\",\"aud\":\"" + aud + "\"," + more
                + ",\"exp\":" + (Stage.NOW_SECONDS + 60) + "}";
        return Jws.sign(Jws.header("ES256", "e1"), claims, "ES256", keys.ec);
    }
}
