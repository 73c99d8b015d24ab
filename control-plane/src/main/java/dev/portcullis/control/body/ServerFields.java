package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * The fields that the server makes. What was read can be written back: they may be given when a resource is replaced, but
 * only as they are. So none can be assigned, and a copy that has become stale is noticed.
 */
@ApplicationScoped
public class ServerFields {
    private final ObjectMapper mapper;

    ServerFields(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Notes a fault for each of the fields that is given and differs from the resource as it is now. */
    public void compare(FieldReader in, Object current, List<String> names) {
        JsonNode answered = mapper.valueToTree(current);
        for (String name : names) {
            JsonNode given = in.raw(name);
            if (given != null && !given.equals(answered.get(name)) && !sameNumber(given, answered.get(name))) {
                String expected =
                        answered.path(name).isValueNode() ? answered.path(name).asText() : "what a GET answers";
                in.faults().add(in.pathOf(name), "differs (expected: " + expected + ", or the field left out)");
            }
        }
    }

    /** Jackson keeps apart 1 as an int and 1 as a long. */
    private static boolean sameNumber(JsonNode given, JsonNode answered) {
        return answered != null
                && given.isIntegralNumber()
                && answered.isIntegralNumber()
                && given.longValue() == answered.longValue();
    }
}
