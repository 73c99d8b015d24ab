package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.idempotency.IdempotentRequest;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ext.Provider;

/** Reads bodies of YAML as what they would be in JSON. */
@Provider
@Consumes(YamlBodyReader.MEDIA_TYPE)
public class YamlBodyReader extends BodyReader {
    /** Of YAML (RFC 9512). */
    public static final String MEDIA_TYPE = "application/yaml";

    YamlBodyReader(IdempotentRequest request) {
        super(request);
    }

    @Override
    JsonNode parse(byte[] bytes) {
        return StrictYaml.parse(bytes);
    }

    @Override
    Refusal noMembers() {
        return new Refusal(ProblemCode.MALFORMED_YAML, "no mapping (expected: a mapping)");
    }
}
