package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.idempotency.IdempotentRequest;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/** Reads bodies of JSON. */
@Provider
@Consumes({MediaType.APPLICATION_JSON, MergePatch.MEDIA_TYPE})
public class JsonBodyReader extends BodyReader {
    JsonBodyReader(IdempotentRequest request) {
        super(request);
    }

    @Override
    JsonNode parse(byte[] bytes) {
        return StrictJson.parse(bytes);
    }

    @Override
    Refusal noMembers() {
        return new Refusal(ProblemCode.MALFORMED_JSON, "no JSON object (expected: an object)");
    }
}
