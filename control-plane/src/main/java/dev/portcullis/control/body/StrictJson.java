package dev.portcullis.control.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import java.io.IOException;

/** Reads JSON as RFC 8259 has it and I-JSON (RFC 7493) wants it: no duplicate names, nothing after the value, not too deep. */
public final class StrictJson {
    /** Levels of objects and arrays. */
    public static final int MAX_DEPTH = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StrictJson() {}

    /** @throws Refusal with {@link ProblemCode#MALFORMED_JSON}, which quotes nothing of the text */
    public static JsonNode parse(byte[] json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node == null || node.isMissingNode()) {
                throw new Refusal(ProblemCode.MALFORMED_JSON, "no body (expected: a JSON object)");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw new Refusal(
                    ProblemCode.MALFORMED_JSON,
                    "too deep, or a number or text too long (expected: at most " + MAX_DEPTH + " levels)");
        } catch (NumberFormatException e) {
            // Jackson lets BigDecimal's own refusal of such an exponent through.
            throw new Refusal(
                    ProblemCode.MALFORMED_JSON,
                    "a number whose exponent has more than ten digits (expected: one within the range of a double)");
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            // Jackson's own words quote the document, in which a secret may stand.
            String what = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")
                    ? "a name is there twice in one object"
                    : "not well-formed";
            throw new Refusal(ProblemCode.MALFORMED_JSON, what + place + " (expected: one JSON value)");
        } catch (IOException e) {
            throw new Refusal(ProblemCode.MALFORMED_JSON, "not readable (expected: JSON in UTF-8)");
        }
    }
}
