package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.gateway.attack.RawHttp.Response;
import dev.portcullis.model.PathPattern.Match;
import dev.portcullis.model.RequestPolicy;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("path confusion")
class PathConfusionTest {
    private static final List<String> TRICKS = List.of(
            "/public/../admin",
            "/public/%2e%2e/admin",
            "/public/%2E%2e/admin",
            "/public/.%2e/admin",
            "/public/%2e./admin",
            "/public/..%2fadmin",
            "/public/..%2Fadmin",
            "/public%2f../admin",
            "/public/%252e%252e/admin",
            "/public/%252e%252e%252fadmin",
            "/public/..%252fadmin",
            "/public/%25%32%65%25%32%65/admin",
            "/public/%2%65%2%65/admin",
            "/public\\..\\admin",
            "/public/..\\admin",
            "/public/..%5cadmin",
            "/public/..%5Cadmin",
            "/public%5c../admin",
            "/public/%5c../admin",
            "\\admin",
            "/\\admin",
            "/%5cadmin",
            "//admin",
            "///admin",
            "//public/../admin",
            "/public//../admin",
            "/public//../../admin",
            "/public/..//admin",
            "/%2fadmin",
            "/./admin",
            "/.//admin",
            "/%2e/admin",
            "/public/./../admin",
            "/public/x/../../admin",
            "/public/.../../admin",
            "/public/../public/../admin",
            "/public/..;/admin",
            "/public/..;x=1/admin",
            "/public/.;/../admin",
            "/public;/../admin",
            "/public/%2e%2e;/admin",
            "/public/..%3b/admin",
            "/public/..%3B/admin",
            "/;/admin",
            "/admin;",
            "/admin;x",
            "/admin;x=1/",
            "/admin%3Bx",
            "/admin%3b",
            "/;x/admin",
            "/admin#",
            "/admin#/public",
            "/public#/../admin",
            "/public/..%23/admin",
            "/admin%00",
            "/admin%00/public",
            "/public%00/../admin",
            "/public/..%00/admin",
            "/\0admin",
            "/admin%20/..",
            "/admin%09",
            "/admin%0a",
            "/admin%0d%0aX:y",
            "/admin\u007f",
            "/public/%c0%ae%c0%ae/admin",
            "/public/..%c0%afadmin",
            "/public/%e0%80%ae%e0%80%ae/admin",
            "/public/..%e0%80%afadmin",
            "/public/%f0%80%80%ae/admin",
            "/%c1%81",
            "/admin%ff",
            "/public/%uff0e%uff0e/admin",
            "/public/%u002e%u002e/admin",
            "/admin%",
            "/admin%2",
            "/admin%zz",
            "/%admin",
            "/public/%ef%bc%8e%ef%bc%8e/admin",
            "/public/..%ef%bc%8fadmin",
            "/public/%e2%80%a5/admin",
            "/../admin",
            "/%2e%2e/admin",
            "/../../admin",
            "/public/../../admin",
            "/..",
            "/public/../..",
            "/..%2fadmin",
            "http://api.example/admin",
            "HTTP://api.example/admin",
            "http://api.example/public/../admin",
            "http://api.example//admin",
            "https://api.example/admin",
            "http:/admin",
            "http:admin",
            "ftp://api.example/admin",
            "file:///admin",
            "admin",
            "?/admin",
            "*",
            "http://api.example:80/admin",
            "http://api.example./admin",
            "http://API.example/public/%2e%2e/admin",
            "/public/..?/admin",
            "/public/..;?x",
            "/admin?",
            "/admin?/public",
            "/admin?/../public",
            "/admin/",
            "/admin/.",
            "/admin/..;/admin",
            "/admin/x/..",
            "/admin/%2e",
            "/admin/public",
            "/public/../admin/",
            "/public/%2e%2e/admin/x",
            "/public/..\tadmin",
            "/public/.. /admin",
            "/public/%2e%2e%20/admin",
            "/public/..%20/admin",
            "/admin.",
            "/admin%2e",
            "/admin..",
            "/%41",
            "/public/..%u2215admin",
            "/public/..%e2%88%95admin",
            "/public/..%e2%81%84admin",
            "/public/..%e2%a7%b8admin",
            "/public%3f/../admin",
            "/public/..%3f/admin",
            "/public%2f%2e%2e%2fadmin",
            "/public%252f%252e%252e%252fadmin",
            "/:/../admin",
            "/@/../admin",
            "/public/..//../admin",
            "/public/.;x/.;y/..;z/admin",
            "/public/%2e%2e%2f%2e%2e%2fadmin",
            "/~/../admin",
            "/public/$/../../admin",
            "/admin%e2%80%8b",
            "/admin%c2%85",
            "/admin%c2%a0",
            "/admin%ef%bb%bf");

    private static boolean isUnder(String path, String prefix) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }

    @TestFactory
    Stream<DynamicTest> what_a_blacklist_protects_is_reached_by_no_other_spelling(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).blacklist(Match.PREFIX, "/admin"));
        return tricks(scene, path -> !isUnder(path, "/admin"));
    }

    @TestFactory
    Stream<DynamicTest> what_a_whitelist_opens_leads_nowhere_else(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).except(Match.PREFIX, "/public"));
        return tricks(scene, path -> isUnder(path, "/public"));
    }

    /** Forms that an instance may allow are literal text, and no way around the conditions. */
    @TestFactory
    Stream<DynamicTest> what_a_whitelist_opens_leads_nowhere_else_under_the_laxest_policy(Scene scene) {
        scene.configure(
                new RequestPolicy(true, true, true),
                Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).except(Match.PREFIX, "/public"));
        return tricks(scene, path -> isUnder(path, "/public"));
    }

    @TestFactory
    Stream<DynamicTest> exact_and_regular_conditions_open_nothing_else(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1"))
                .except(Match.EXACT, "/public")
                .except(Match.REGEX, "/public/[a-z]+"));
        return tricks(scene, path -> path.matches("/public(/[a-z]+)?"));
    }

    /** Without a token, a target is refused, or what arrives is open however leniently it is read. */
    private static Stream<DynamicTest> tricks(Scene scene, Predicate<String> open) {
        String token = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", scene.keys().ec);
        return TRICKS.stream()
                .map(target -> dynamicTest(target, () -> {
                    scene.admitted(get("/public", bearer(token)));
                    Response response = scene.send(get(target));
                    switch (response.status()) {
                        case 200 -> {
                            String arrived = scene.harmless(get(target));
                            scene.countAtUpstream();
                            String path = arrived.split(" ", 3)[1];
                            assertThat(path).startsWith("/");
                            assertThat(LaxServer.readings(path)).allMatch(open);
                        }
                        case 401 -> {
                            scene.refused(get(target), 401);
                            scene.admitted(get(target, bearer(token)));
                        }
                        default -> {
                            scene.refused(get(target), 400, 204);
                            assertThat(scene.send(get(target, bearer(token))).status())
                                    .as("with a good token")
                                    .isEqualTo(response.status());
                        }
                    }
                }));
    }
}
