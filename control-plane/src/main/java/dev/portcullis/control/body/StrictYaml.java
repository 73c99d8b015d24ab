package dev.portcullis.control.body;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads the part of YAML that JSON has too: one document, no duplicate names, no anchors, aliases or tags. So nothing in it
 * means more than it shows, and it grows no larger than it is.
 */
final class StrictYaml {
    private static final YAMLMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .loaderOptions(options())
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(StrictJson.MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StrictYaml() {}

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        // Whoever reads the body has limited it.
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setNestingDepthLimit(StrictJson.MAX_DEPTH);
        return options;
    }

    /** @throws Refusal with {@link ProblemCode#MALFORMED_YAML}, which quotes nothing of the text */
    static JsonNode parse(byte[] yaml) {
        try {
            refuseReferences(yaml);
            return MAPPER.readTree(yaml);
        } catch (NumberFormatException e) {
            // Jackson lets BigDecimal's own refusal of such an exponent through.
            throw refusal("a number whose exponent has more than ten digits", null);
        } catch (JsonProcessingException e) {
            // Jackson's own words quote the document, in which a secret may stand.
            throw refusal("not well-formed, too deep, or a name is there twice in one mapping", e.getLocation());
        } catch (IOException e) {
            throw refusal("not readable", null);
        }
    }

    private static void refuseReferences(byte[] yaml) throws IOException {
        try (JsonParser parser = MAPPER.createParser(yaml)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean isAlias = parser instanceof YAMLParser of && of.isCurrentAlias();
                if (isAlias || parser.getObjectId() != null || parser.getTypeId() != null) {
                    throw refusal("an anchor, an alias or a tag", parser.currentTokenLocation());
                }
            }
        }
    }

    private static Refusal refusal(String what, @Nullable JsonLocation at) {
        String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new Refusal(
                ProblemCode.MALFORMED_YAML,
                what + place + " (expected: one YAML document of at most " + StrictJson.MAX_DEPTH
                        + " levels without anchors, aliases and tags)");
    }
}
