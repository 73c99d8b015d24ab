package dev.portcullis.control.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds every answer that a test gets to the contract: its status is promised, and its header fields or its problem's code. */
final class PromisedAnswers implements Filter {
    /** Of HTTP itself, and the id of the request. */
    private static final Set<String> OF_EVERY_ANSWER = Set.of(
            "content-type",
            "content-length",
            "transfer-encoding",
            "cache-control",
            "vary",
            "connection",
            "x-request-id");

    private static @Nullable Contract contract;

    private static synchronized Contract contract() {
        Contract known = contract;
        if (known == null) {
            known = Contract.offered();
            contract = known;
        }
        return known;
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response answer = context.next(request, expected);
        contract()
                .of(request.getMethod(), URI.create(request.getURI()).getRawPath())
                .ifPresent(operation -> check(operation, answer));
        return answer;
    }

    private static void check(Contract.Operation operation, Response answer) {
        int status = answer.statusCode();
        assertThat(contract().statuses(operation))
                .as("statuses of %s", operation)
                .contains(status);
        if (status < 300) {
            JsonNode promised = contract().response(operation, status).path("headers");
            answer.headers().asList().stream()
                    .map(Header::getName)
                    .filter(name -> !OF_EVERY_ANSWER.contains(name.toLowerCase(Locale.ROOT)))
                    .forEach(name -> assertThat(promised.has(name))
                            .as("%s in answers of %s", name, operation)
                            .isTrue());
        }
        if (status >= 400) {
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
            assertThat(contract().codes(operation, status))
                    .as("codes of %s with %d", operation, status)
                    .contains(answer.jsonPath().getString("code"));
        }
    }
}
