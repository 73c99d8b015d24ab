package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.idempotency.IdempotentRequest;
import dev.portcullis.control.problem.Refusal;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Reads bodies, as far as {@link BodyLengths} allows. */
abstract class BodyReader implements MessageBodyReader<JsonBody> {
    private final IdempotentRequest request;

    BodyReader(IdempotentRequest request) {
        this.request = request;
    }

    /** @throws Refusal if it is not well-formed, or could be read in two ways */
    abstract JsonNode parse(byte[] bytes);

    /** Of a body that is well-formed, and something else than a set of members. */
    abstract Refusal noMembers();

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
        byte[] bytes = bytes(body, annotations);
        request.noteBody(bytes);
        if (parse(bytes) instanceof ObjectNode object) {
            return new JsonBody(object);
        }
        throw noMembers();
    }

    private static byte[] bytes(InputStream body, Annotation[] annotations) throws IOException {
        int maxBytes = BodyLengths.maxBytes(annotations);
        byte[] bytes = body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw BodyLengths.exceeded(maxBytes);
        }
        return bytes;
    }
}
