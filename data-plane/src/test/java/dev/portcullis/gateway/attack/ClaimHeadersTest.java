package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.model.PathPattern.Match;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Row("claim-header spoofing")
class ClaimHeadersTest {
    private static final List<String> SPELLINGS = List.of(
            "X-User: root",
            "x-user: root",
            "X-USER: root",
            "X_User: root",
            "x_user: root",
            "X.User: root",
            "x+user: root",
            "X~USER: root",
            "X-User:root",
            "X-User: ann\r\nX-User: root",
            "X-User: ann\r\nX_USER: root",
            "Connection: X-User\r\nX-User: root",
            "Connection: close, x-user\r\nX-User: root",
            "Connection: x_user\r\nX_User: root",
            "X-Roles: root",
            "X-Off: root",
            "X_Off: root",
            "X-Shadow: root");

    private static void configure(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(
                Rules.rule("jr-1", Keys.jwk(keys.ec, "e1"))
                        .blacklist(Match.PREFIX, "/admin")
                        .claimHeader("X-User", "name")
                        .claimHeader("X-Roles", "roles"),
                Rules.rule("jr-2", Keys.jwk(keys.ec, "e1")).disabled().claimHeader("X-Off", "name"),
                Rules.rule("jr-3", Keys.jwk(keys.ec, "e1")).shadow().claimHeader("X-Shadow", "name"));
    }

    private static String token(Scene scene, String more) {
        String claims = Jws.claims((more.isEmpty() ? "" : more + ",") + "\"exp\":" + (Stage.NOW_SECONDS + 60));
        return Jws.sign(Jws.header("ES256", "e1"), claims, "ES256", scene.keys().ec);
    }

    @TestFactory
    Stream<DynamicTest> what_a_client_sends_in_a_claim_header_reaches_no_upstream(Scene scene) {
        configure(scene);
        return SPELLINGS.stream()
                .map(field -> dynamicTest(field, () -> {
                    assertThat(scene.harmless(get("/public", field))).doesNotContain("root");
                    assertThat(scene.harmless(get("/admin", field, bearer(token(scene, "")))))
                            .doesNotContain("root");
                    String named = scene.harmless(get("/admin", field, bearer(token(scene, "\"name\":\"ann\""))));
                    assertThat(named).doesNotContain("root").contains("X-User: ann\r\n");
                    String listed =
                            scene.harmless(get("/admin", field, bearer(token(scene, "\"name\":null,\"roles\":[1]"))));
                    assertThat(listed).doesNotContain("root").contains("X-Roles: WzFd\r\n");
                    assertThat(scene.admitted(get("/public", "X-Users: root"))).contains("X-Users: root");
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_claim_cannot_leave_its_field(Scene scene) {
        configure(scene);
        return Stream.of(
                        new String[] {"a\\r\\nX-Admin: yes", "a%0D%0AX-Admin: yes"},
                        new String[] {"a\\nX-Admin: yes", "a%0AX-Admin: yes"},
                        new String[] {"a\\r\\n\\r\\nGET /x HTTP/1.1", "a%0D%0A%0D%0AGET /x HTTP/1.1"},
                        new String[] {"\\u0000a\\u007f", "%00a%7F"},
                        new String[] {"\\u010a\\u010d", "%C4%8A%C4%8D"},
                        new String[] {"\\u560a\\u560d", "%E5%98%8A%E5%98%8D"},
                        new String[] {"\\u2028x", "%E2%80%A8x"},
                        new String[] {"\\ud83d\\ude00", "%F0%9F%98%80"},
                        new String[] {" a ", "%20a%20"},
                        new String[] {"%61dmin", "%2561dmin"},
                        new String[] {"\\ta", "%09a"})
                .map(claim -> dynamicTest(claim[0], () -> {
                    String arrived =
                            scene.harmless(get("/admin", bearer(token(scene, "\"name\":\"" + claim[0] + "\""))));
                    assertThat(arrived).contains("X-User: " + claim[1] + "\r\n").doesNotContain("\nX-Admin");
                    assertThat(scene.admitted(get("/admin", bearer(token(scene, "\"name\":\"a\"")))))
                            .contains("X-User: a\r\n");
                }));
    }

    @Test
    void a_trailer_sets_no_claim_header(Scene scene) {
        configure(scene);
        String body = "Transfer-Encoding: chunked\r\nTrailer: X-User\r\n\r\n1\r\na\r\n0\r\n";
        String start = "POST /public HTTP/1.1\r\nHost: api.example\r\n" + body;
        assertThat(scene.harmless(start + "X-User: root\r\n\r\n")).doesNotContain("root");
        scene.admitted(start + "\r\n");
    }
}
