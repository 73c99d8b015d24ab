package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static dev.portcullis.gateway.attack.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.PathPattern.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("upgrades")
class UpgradeTest {
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    @TestFactory
    Stream<DynamicTest> an_upgrade_is_decided_like_any_other_request(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).except(Match.PREFIX, "/public"));
        String token = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", scene.keys().ec);
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] fields : List.of(
                new String[] {"Connection: Upgrade", "Upgrade: websocket", KEY, "Sec-WebSocket-Version: 13"},
                new String[] {"Connection: keep-alive, upgrade", "Upgrade: WebSocket", KEY},
                new String[] {"Connection: Upgrade", "Upgrade: websocket, h2c", KEY},
                new String[] {"Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"
                },
                new String[] {"Connection: Upgrade", "Upgrade: h2c"},
                new String[] {"Connection: Upgrade", "Upgrade: TLS/1.2"},
                new String[] {"Upgrade: websocket", KEY},
                new String[] {"Connection: Upgrade", "Upgrade: unknown"})) {
            String[] admitted = java.util.Arrays.copyOf(fields, fields.length + 1);
            admitted[fields.length] = bearer(token);
            tests.add(scene.pair(String.join(" ", fields), get("/admin", fields), get("/admin", admitted), 401));
            String post = request("POST", "/admin", fields).replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n");
            String postAdmitted =
                    request("POST", "/admin", admitted).replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n");
            tests.add(scene.pair("POST " + String.join(" ", fields), post, postAdmitted, 401));
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> an_upgrade_to_http2_is_not_passed_on(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).except(Match.PREFIX, "/public"));
        return Stream.of("h2c", "H2C", "h2c, websocket", "TLS/1.3")
                .map(protocol -> DynamicTest.dynamicTest(protocol, () -> {
                    String arrived = scene.harmless(request(
                            "POST",
                            "/public",
                            "Connection: Upgrade, HTTP2-Settings",
                            "Upgrade: " + protocol,
                            "HTTP2-Settings: AAMAAABkAAQAAP__",
                            "Content-Length: 0"));
                    assertThat(arrived)
                            .doesNotContainIgnoringCase("upgrade")
                            .doesNotContainIgnoringCase("http2-settings");
                    scene.admitted(get("/public"));
                }));
    }
}
