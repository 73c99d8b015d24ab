package dev.portcullis.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Decisions and plans by golden files: a configuration and requests, and what is decided of each and why. */
class GoldenDecisionTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TestFactory
    Stream<DynamicTest> every_golden_file_is_decided_as_expected() throws IOException {
        return GoldenFiles.tests(GoldenFiles.DECISIONS, GoldenDecisionTest::decide);
    }

    private static ArrayNode decide(JsonNode document) {
        ArrayNode decided = JSON.createArrayNode();
        GoldenScene scene = new GoldenScene(document);
        for (JsonNode request : document.get("requests")) {
            ObjectNode entry = decided.addObject();
            entry.put("request", request.get("name").asText());
            entry.setAll(scene.decide(request));
        }
        return decided;
    }
}
