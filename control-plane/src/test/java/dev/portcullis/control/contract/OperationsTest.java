package dev.portcullis.control.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.testing.Contract;
import dev.portcullis.control.testing.Contract.Operation;
import dev.portcullis.control.testing.ControlPlaneTest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What programs need to know of an operation is said of each, those to come included. */
@ControlPlaneTest
class OperationsTest {
    private static final List<Integer> OF_ALL = List.of(400, 401, 403, 406, 500, 503);
    private static final List<Integer> OF_BODIES = List.of(413, 415, 422);

    private Contract contract;

    private static void isText(JsonNode node, String what) {
        assertThat(node.asText()).as(what).isNotBlank();
    }

    @BeforeEach
    void read() {
        contract = Contract.offered();
    }

    @Test
    void each_operation_says_what_it_does_and_who_may() {
        assertThat(contract.operations()).isNotEmpty().allSatisfy(operation -> {
            assertThat(operation.id()).matches("[a-z]+[A-Za-z]*");
            isText(operation.node().path("summary"), operation + " summary");
            assertThat(operation.node().path("description").asText())
                    .as("%s description", operation)
                    .matches("(?s).{40,}\n\nRoles?: .*\\.");
            assertThat(operation.node().path("tags")).hasSize(1);
            operation.node().path("parameters").forEach(given -> {
                JsonNode parameter = contract.resolved(given);
                isText(parameter.path("description"), operation + " " + parameter.path("name"));
                assertThat(parameter.has("schema")).isTrue();
            });
        });
    }

    @Test
    void ids_of_operations_are_unique() {
        assertThat(contract.operations()).extracting(Operation::id).doesNotHaveDuplicates();
    }

    @Test
    void each_tag_is_described() {
        Set<String> described = new TreeSet<>();
        contract.document().path("tags").forEach(tag -> {
            isText(tag.path("description"), "tag");
            described.add(tag.path("name").asText());
        });
        Set<String> used = contract.operations().stream()
                .map(operation -> operation.node().path("tags").path(0).asText())
                .collect(Collectors.toSet());
        assertThat(described).isEqualTo(new TreeSet<>(used));
    }

    @Test
    void each_body_and_each_answer_has_an_example() {
        assertThat(contract.operations()).allSatisfy(operation -> {
            if (operation.hasBody()) {
                isText(operation.node().path("requestBody").path("description"), operation + " body");
                hasExamples(operation.node().path("requestBody"), operation + " body");
            }
            Set<Integer> good = new HashSet<>(contract.statuses(operation));
            good.removeIf(status -> status >= 300);
            assertThat(good).as("%s success", operation).hasSize(1);
            int status = good.iterator().next();
            JsonNode answer = contract.response(operation, status);
            isText(answer.path("description"), operation + " " + status);
            assertThat(answer.has("content")).as("%s %d", operation, status).isEqualTo(status != 204);
            if (status != 204) {
                hasExamples(answer, operation + " " + status);
            }
        });
    }

    private static void hasExamples(JsonNode holder, String what) {
        assertThat(holder.path("content").properties()).as(what).isNotEmpty().allSatisfy(type -> {
            assertThat(type.getValue().has("schema")).as(what).isTrue();
            assertThat(type.getValue().path("examples").size())
                    .as("examples: " + what)
                    .isPositive();
        });
    }

    @Test
    void each_operation_says_how_it_refuses_and_fails() {
        assertThat(contract.operations()).allSatisfy(operation -> {
            assertThat(contract.statuses(operation)).as("%s", operation).containsAll(OF_ALL);
            if (operation.path().contains("{")) {
                assertThat(contract.statuses(operation)).as("%s", operation).contains(404);
            }
            if (operation.hasBody()) {
                assertThat(contract.statuses(operation)).as("%s", operation).containsAll(OF_BODIES);
            }
            for (int status : contract.statuses(operation)) {
                if (status >= 400) {
                    assertThat(contract.codes(operation, status))
                            .as("%s %d", operation, status)
                            .isNotEmpty()
                            .isSubsetOf(codesOf(status));
                }
            }
        });
    }

    private static Set<String> codesOf(int status) {
        return Arrays.stream(ProblemCode.values())
                .filter(code -> code.status() == status)
                .map(Enum::name)
                .collect(Collectors.toSet());
    }
}
