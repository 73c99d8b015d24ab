package dev.portcullis.local.demo;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.local.Ports;
import dev.portcullis.local.part.JavaProgram;
import dev.portcullis.local.part.Readiness;
import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.ProcessIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoUpstreamTest {
    @TempDir
    Path dir;

    private final int port = Ports.free().upstream();
    private ProcessIdentity process = new ProcessIdentity(0, "");

    @BeforeEach
    void start() {
        JavaProgram upstream = new JavaProgram(
                "upstream",
                List.of(),
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        DemoUpstream.class.getName(),
                        Integer.toString(port)),
                Map.of(),
                new Readiness.Listens(port));
        process = ProcessIdentity.of(upstream.start(dir.resolve("log"), Lifetime.WITH_PARENT));
        Awaitility.await().until(upstream.readiness()::holds);
    }

    @AfterEach
    void stop() {
        process.signal("KILL");
    }

    @Test
    void it_tells_method_path_query_headers_and_body() {
        given().port(port)
                .header("X-Once", "1")
                .header("X-Twice", "a")
                .header("X-Twice", "b")
                .body("hello")
                .post("/some/path?x=1&y=2")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("method", equalTo("POST"))
                .body("path", equalTo("/some/path"))
                .body("query", equalTo("x=1&y=2"))
                .body("headers.x-once", equalTo("1"))
                .body("headers.x-twice", equalTo(List.of("a", "b")))
                .body("body", equalTo("hello"));
    }

    @Test
    void a_request_without_query_and_body_has_none() {
        given().port(port)
                .get("/")
                .then()
                .statusCode(200)
                .body("query", nullValue())
                .body("body", equalTo(""));
    }
}
