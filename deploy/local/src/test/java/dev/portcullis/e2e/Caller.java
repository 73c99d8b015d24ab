package dev.portcullis.e2e;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;

/** A client of the gateway that asks every node the same and expects the same of each. */
final class Caller {
    private final List<URI> nodes;

    Caller(RunningSystem system) {
        this.nodes = system.nodes();
    }

    /** The upstream's echo comes back. */
    void isLetIn(String path, UnaryOperator<RequestSpecification> request) {
        each(
                path,
                request,
                answer -> answer.statusCode(200)
                        .body("path", equalTo(path.contains("?") ? path.substring(0, path.indexOf('?')) : path)));
    }

    void isLetIn(String path) {
        isLetIn(path, UnaryOperator.identity());
    }

    /** 401 with that code, and a challenge as RFC 6750 has it. */
    void isDenied(String path, String code, UnaryOperator<RequestSpecification> request) {
        each(
                path,
                request,
                answer -> answer.statusCode(401)
                        .contentType("application/problem+json")
                        .body("code", equalTo(code))
                        .body("status", equalTo(401))
                        .header("WWW-Authenticate", startsWith("Bearer realm=\"demo\""))
                        .header(
                                "WWW-Authenticate",
                                code.equals("TOKEN_MISSING")
                                        ? not(containsString("error="))
                                        : containsString("error=\"invalid_token\"")));
    }

    void isDenied(String path, String code) {
        isDenied(path, code, UnaryOperator.identity());
    }

    /** Looks at the answer of every node. */
    void each(
            String path,
            UnaryOperator<RequestSpecification> request,
            java.util.function.Consumer<ValidatableResponse> expected) {
        for (URI node : nodes) {
            RequestSpecification spec = given().baseUri(node.toString()).urlEncodingEnabled(false);
            expected.accept(request.apply(spec).get(path).then());
        }
    }

    static UnaryOperator<RequestSpecification> bearer(String token) {
        return request -> request.header("Authorization", "Bearer " + token);
    }
}
