package dev.portcullis.control.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.hibernate.orm.JsonFormat;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/** The JSON of {@code definition} columns. Strict: a field that this version does not know is not dropped in silence. */
@JsonFormat
@PersistenceUnitExtension
public class DefinitionJson implements FormatMapper {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    @Override
    public <T> T fromString(CharSequence json, JavaType<T> type, WrapperOptions options) {
        try {
            return MAPPER.readValue(json.toString(), MAPPER.constructType(type.getJavaType()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getTypeName() + " that this version cannot read", e);
        }
    }

    /** Reads a definition as {@link #toText} wrote it. */
    public static <T extends Definition> T ofText(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getSimpleName() + " that this version cannot read", e);
        }
    }

    /** The JSON of a definition, as it stands in its table. */
    public static String toText(Definition definition) {
        try {
            return MAPPER.writeValueAsString(definition);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + definition.getClass().getSimpleName() + " that is no JSON", e);
        }
    }

    /** The same, to be added to. */
    public static ObjectNode toTree(Definition definition) {
        return MAPPER.valueToTree(definition);
    }

    @Override
    public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + type.getTypeName() + " that is no JSON", e);
        }
    }
}
