package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The JSON of the topics: strict on reading, without absent members on writing. */
public final class WireJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private WireJson() {}

    public static byte[] write(ConfigItem item) {
        return writeValue(item);
    }

    public static byte[] write(Head head) {
        return writeValue(head);
    }

    public static byte[] write(NodeReport report) {
        return writeValue(report);
    }

    /** @throws UnknownItemException if the bytes are no item that this version knows in every field */
    public static ConfigItem readItem(byte[] json) {
        return readValue(json, ConfigItem.class);
    }

    /** @throws UnknownItemException if the bytes are no head that this version knows in every field */
    public static Head readHead(byte[] json) {
        return readValue(json, Head.class);
    }

    /** @throws UnknownItemException if the bytes are no report that this version knows in every field */
    public static NodeReport readReport(byte[] json) {
        return readValue(json, NodeReport.class);
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
        } catch (IOException | IllegalArgumentException e) {
            // Jackson's message can quote the document, which may hold sealed secrets: only the kind of fault is kept.
            throw new UnknownItemException(type.getSimpleName() + ": not readable by this version", e);
        }
    }
}
