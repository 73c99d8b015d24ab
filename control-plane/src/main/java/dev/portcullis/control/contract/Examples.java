package dev.portcullis.control.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;

/**
 * The examples of bodies and answers: JSON files in the folder {@value #FOLDER}, named after the schema. A test sends them to
 * the API and compares them with its answers.
 */
final class Examples {
    private static final String FOLDER = "/contract/examples/";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Where one example does not show what a schema is for. */
    private static final Map<String, List<String>> BODIES =
            Map.of("RuleWrite", List.of("RuleWrite", "RuleWriteWithPublishedKeys"));
    /** Answers that the example of their schema alone would not be true of. */
    private static final Map<String, List<String>> ANSWERS = Map.of(
            "createRule", List.of("Rule", "RuleWithPublishedKeys"),
            "replaceRule", List.of("Rule", "RuleWithPublishedKeys"),
            "disableRule", List.of("RuleDisabled"),
            "refreshRuleKeys", List.of("RuleWithPublishedKeys"));

    private Examples() {}

    static void complete(Components components, Operation operation) {
        if (operation.getRequestBody() != null) {
            add(components, operation, operation.getRequestBody().getContent(), false);
        }
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("2") && response.getContent() != null) {
                add(components, operation, response.getContent(), true);
            }
        });
    }

    private static void add(Components components, Operation operation, Content content, boolean isAnswer) {
        for (MediaType type : content.getMediaTypes().values()) {
            String reference = type.getSchema().getRef();
            String schema = reference.substring(reference.lastIndexOf('/') + 1);
            List<String> names = isAnswer
                    ? ANSWERS.getOrDefault(operation.getOperationId(), List.of(schema))
                    : BODIES.getOrDefault(schema, List.of(schema));
            for (String name : names) {
                components.addExample(name, OASFactory.createExample().value(read(name)));
                type.addExample(name, OASFactory.createExample().ref(name));
            }
        }
    }

    private static Object read(String name) {
        try (InputStream file = Examples.class.getResourceAsStream(FOLDER + name + ".json")) {
            if (file == null) {
                throw new IllegalStateException(
                        "no example " + name + " (expected: contract/examples/" + name + ".json)");
            }
            return JSON.readValue(file, Object.class);
        } catch (IOException e) {
            throw new IllegalStateException("example " + name + ": " + e.getMessage(), e);
        }
    }
}
