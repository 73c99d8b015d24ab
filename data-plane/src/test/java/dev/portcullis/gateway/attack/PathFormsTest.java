package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static dev.portcullis.gateway.attack.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.model.PathPattern.Match;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("one form, and methods")
class PathFormsTest {
    @TestFactory
    Stream<DynamicTest> what_was_decided_on_is_what_arrives(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).blacklist(Match.PREFIX, "/admin"));
        return Map.of(
                        "/a%7eb",
                        "/a~b",
                        "/%61",
                        "/a",
                        "/a%2eb",
                        "/a.b",
                        "/x/../a",
                        "/a",
                        "/a%c3%a9",
                        "/a%C3%A9",
                        "/a%20b",
                        "/a%20b",
                        "/a'(!)*,=:@$&+",
                        "/a'(!)*,=:@$&+",
                        "/a%3fb?c#".substring(0, 8),
                        "/a%3Fb?c",
                        "/a\"<>^`{|}",
                        "/a%22%3C%3E%5E%60%7B%7C%7D",
                        "/a?q=%2e%2e/%2f;x=//../",
                        "/a?q=%2e%2e/%2f;x=//../")
                .entrySet()
                .stream()
                .map(form -> dynamicTest(
                        form.getKey(),
                        () -> assertThat(scene.harmless(get(form.getKey())).split(" ", 3)[1])
                                .isEqualTo(form.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> a_method_that_a_condition_names_is_met_in_no_other_spelling(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1"))
                .blacklist(Match.PREFIX, "/never")
                .condition("*", Match.PREFIX, "/admin", List.of("GET", "POST")));
        String token = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", scene.keys().ec);
        Stream<DynamicTest> denied = Stream.of("GET", "HEAD", "POST")
                .map(method -> scene.pair(
                        method,
                        request(method, "/admin", "Content-Length: 0"),
                        request(method, "/admin", "Content-Length: 0", bearer(token)),
                        401));
        Stream<DynamicTest> spelt = Stream.of("get", "Post", "pOST", "gET", "head")
                .map(method -> scene.pair(method, request(method, "/admin"), request("PUT", "/admin"), 400));
        Stream<DynamicTest> overridden = Stream.of(
                        "X-HTTP-Method-Override", "X-Http-Method", "X-METHOD-OVERRIDE", "x_http_method_override")
                .map(field -> dynamicTest(
                        field,
                        () -> assertThat(
                                        scene.harmless(request("PUT", "/admin", field + ": POST", "Content-Length: 0")))
                                .doesNotContainIgnoringCase("override")
                                .doesNotContainIgnoringCase("http-method")));
        return Stream.of(denied, spelt, overridden).flatMap(all -> all);
    }

    @TestFactory
    Stream<DynamicTest> no_method_and_no_version_goes_round_a_rule(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).except(Match.PREFIX, "/public"));
        String token = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", scene.keys().ec);
        Stream<DynamicTest> methods = Stream.of(
                        "OPTIONS", "TRACE", "HEAD", "DELETE", "PATCH", "PROPFIND", "M-SEARCH", "FOO", "foo", "GETX")
                .map(method -> scene.pair(
                        method,
                        request(method, "/admin", "Origin: http://a", "Access-Control-Request-Method: GET"),
                        request(method, "/admin", bearer(token)),
                        401));
        Stream<DynamicTest> refused = Stream.of("CONNECT", "G\u0000T", "(GET)", "GET,")
                .map(method -> scene.pair(
                        method,
                        request(method, "/admin", bearer(token)),
                        request("GET", "/admin", bearer(token)),
                        400,
                        401,
                        0));
        Stream<DynamicTest> versions = Stream.of(
                        "HTTP/1.2",
                        "HTTP/2.0",
                        "HTTP/3",
                        "HTTP/0.9",
                        "http/1.1",
                        "HTTP/1.10",
                        "HTTP/11",
                        "XTTP/1.1",
                        "")
                .map(version -> scene.pair(
                        "version " + version,
                        get("/admin").replace("HTTP/1.1", version),
                        get("/admin", bearer(token)),
                        400,
                        401,
                        501,
                        505,
                        0));
        return Stream.of(methods, refused, versions).flatMap(all -> all);
    }
}
