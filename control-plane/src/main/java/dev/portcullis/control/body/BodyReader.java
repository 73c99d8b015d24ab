package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.idempotency.IdempotentRequest;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;

/** Reads bodies of at most 2 MiB, and {@linkplain LargeBody large ones} of at most 64. */
abstract class BodyReader implements MessageBodyReader<JsonBody> {
    private static final int MAX_MEBIBYTES = 2;
    private static final int MAX_MEBIBYTES_LARGE = 64;
    private static final int BYTES_PER_MEBIBYTE = 1024 * 1024;

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
        boolean isLarge = Arrays.stream(annotations).anyMatch(LargeBody.class::isInstance);
        int mebibytes = isLarge ? MAX_MEBIBYTES_LARGE : MAX_MEBIBYTES;
        int maxBytes = mebibytes * BYTES_PER_MEBIBYTE;
        byte[] bytes = body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new Refusal(
                    ProblemCode.BODY_TOO_LARGE,
                    "more than " + mebibytes + " MiB (expected: at most " + mebibytes + " MiB)");
        }
        return bytes;
    }
}
