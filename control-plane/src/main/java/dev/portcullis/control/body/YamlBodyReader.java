package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.idempotency.IdempotentRequest;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Reads bodies of YAML as what they would be in JSON, within the same limits. */
@Provider
@Consumes(YamlBodyReader.MEDIA_TYPE)
public class YamlBodyReader implements MessageBodyReader<JsonBody> {
    /** Of YAML (RFC 9512). */
    public static final String MEDIA_TYPE = "application/yaml";

    private final IdempotentRequest request;

    YamlBodyReader(IdempotentRequest request) {
        this.request = request;
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == JsonBody.class;
    }

    @Override
    public JsonBody readFrom(
            Class<JsonBody> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = JsonBodyReader.bytes(body, annotations);
        request.noteBody(bytes);
        if (StrictYaml.parse(bytes) instanceof ObjectNode object) {
            return new JsonBody(object);
        }
        throw new Refusal(ProblemCode.MALFORMED_YAML, "no mapping (expected: a mapping)");
    }
}
