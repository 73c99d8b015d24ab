package dev.portcullis.control.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was tried of one class of attacks. */
final class AttackCount {
    private int tried;
    private int refused;
    private int harmless;
    private int twins;

    /** An attack: must be answered with one of these statuses, as a problem that says which. */
    void refused(String variant, ValidatableResponse response, Integer... statuses) {
        String body = response.extract().asString();
        assertThat(response.extract().contentType()).as(variant + ": " + body).isEqualTo("application/problem+json");
        refused(variant + ": " + body, response.extract().statusCode(), statuses);
    }

    void refused(String variant, int status, Integer... statuses) {
        tried++;
        assertThat(status).as(variant).isIn((Object[]) statuses);
        refused++;
    }

    /** An attack that was taken for what it says, and did nothing else: the caller has looked. */
    void harmless() {
        tried++;
        harmless++;
    }

    /** The twin of an attack: must be let through. */
    ValidatableResponse twin(ValidatableResponse response) {
        assertThat(response.extract().statusCode())
                .as(response.extract().asString())
                .isBetween(200, 299);
        twins++;
        return response;
    }

    /** For the list that is printed when all tests have run. */
    void write(String name) throws IOException {
        assertThat(tried).isPositive();
        assertThat(twins).isPositive();
        Files.writeString(
                Path.of("target", "attacks.tsv"),
                String.join("\t", name, "" + tried, "" + refused, "" + harmless, "" + twins) + "\n");
    }
}
