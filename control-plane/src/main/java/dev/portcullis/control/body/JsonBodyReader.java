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
import java.util.Arrays;

/** Reads bodies of at most 2 MiB, and {@linkplain LargeBody large ones} of at most 64. */
@Provider
@Consumes({MediaType.APPLICATION_JSON, MergePatch.MEDIA_TYPE})
public class JsonBodyReader implements MessageBodyReader<JsonBody> {
    private static final int MAX_MEBIBYTES = 2;
    private static final int MAX_MEBIBYTES_LARGE = 64;
    private static final int BYTES_PER_MEBIBYTE = 1024 * 1024;

    private final IdempotentRequest request;

    JsonBodyReader(IdempotentRequest request) {
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
        byte[] bytes = bytes(body, annotations);
        request.noteBody(bytes);
        if (StrictJson.parse(bytes) instanceof ObjectNode object) {
            return new JsonBody(object);
        }
        throw new Refusal(ProblemCode.MALFORMED_JSON, "no JSON object (expected: an object)");
    }

    /**
     * The whole body.
     *
     * @param annotations of the parameter
     * @throws Refusal with {@link ProblemCode#BODY_TOO_LARGE}
     */
    static byte[] bytes(InputStream body, Annotation[] annotations) throws IOException {
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
