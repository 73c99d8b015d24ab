package dev.portcullis.control.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.testing.ControlPlaneTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class OpenApiDriftTest {
    private static final Path COMMITTED = Path.of(System.getProperty("openapi.committed"));

    @Test
    void the_committed_document_is_what_the_code_says() throws IOException {
        String offered = given().queryParam("format", "yaml")
                .get("/openapi")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(COMMITTED, offered);
        }
        assertThat(Files.readString(COMMITTED))
                .as("openapi/openapi.yaml; after a change that is meant, run the tests with -Dopenapi.write=true")
                .isEqualTo(offered);
    }
}
