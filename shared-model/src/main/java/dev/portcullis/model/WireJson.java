package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The JSON of the topics: strict on reading, without absent members on writing. */
public final class WireJson {
    private static final int MAX_NAME_CHARS = 40;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // What a database gives back in another order is still the same record, byte for byte.
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new RequiredComponents())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private WireJson() {}

    public static byte[] write(ConfigItem item) {
        return writeValue(item);
    }

    public static byte[] write(Head head) {
        return writeValue(head);
    }

    public static byte[] write(Report report) {
        return writeValue(report);
    }

    public static byte[] write(Removal removal) {
        return writeValue(removal);
    }

    /** @throws UnknownItemException if the bytes are no item that this version knows in every field */
    public static ConfigItem readItem(byte[] json) {
        return readValue(json, ConfigItem.class);
    }

    /** @throws UnknownItemException if the bytes are no head, or one of a newer format than {@link Head#FORMAT} */
    public static Head readHead(byte[] json) {
        Head head = readValue(json, Head.class);
        requireFormat("Head", head.format(), Head.FORMAT);
        return head;
    }

    /** @throws UnknownItemException if the bytes are no report, or one of a newer format than {@link Report#FORMAT} */
    public static NodeReport readReport(byte[] json) {
        NodeReport report = readValue(json, NodeReport.class);
        requireFormat("NodeReport", report.format(), Report.FORMAT);
        return report;
    }

    /** @throws UnknownItemException if the bytes are no report, or one of a newer format than {@link Report#FORMAT} */
    public static KeyReport readKeyReport(byte[] json) {
        KeyReport report = readValue(json, KeyReport.class);
        requireFormat("KeyReport", report.format(), Report.FORMAT);
        return report;
    }

    /** @throws UnknownItemException if the bytes are no removal, or one of a newer format than {@link Report#FORMAT} */
    public static Removal readRemoval(byte[] json) {
        Removal removal = readValue(json, Removal.class);
        requireFormat("Removal", removal.format(), Report.FORMAT);
        return removal;
    }

    private static void requireFormat(String type, int found, int newest) {
        if (found < 1 || found > newest) {
            throw new UnknownItemException(type + ": format " + found + " (expected: 1-" + newest + ")");
        }
    }

    private static byte[] writeValue(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of the model that is no JSON", e);
        }
    }

    private static <T> T readValue(byte[] json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonMappingException e) {
            throw new UnknownItemException(type.getSimpleName() + ": " + placeOf(e));
        } catch (IOException | IllegalArgumentException e) {
            throw new UnknownItemException(type.getSimpleName() + ": no JSON of this version");
        }
    }

    /**
     * Where reading failed. Jackson's own message can quote values of the document, which may be secrets, so neither it nor
     * the exception goes on: only names of members do, and only those that look like names.
     */
    private static String placeOf(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            String name = reference.getFieldName();
            boolean plain = name != null
                    && name.length() <= MAX_NAME_CHARS
                    && name.chars().allMatch(WireJson::isNameChar);
            path.append(path.isEmpty() ? "" : ".").append(plain ? name : "*");
        }
        String fault =
                e instanceof UnrecognizedPropertyException ? "unknown to this version" : "missing or not readable";
        return (path.isEmpty() ? "the item" : path) + " is " + fault;
    }

    private static boolean isNameChar(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
