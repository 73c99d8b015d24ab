package dev.portcullis.control.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.portcullis.control.precondition.EntityTag;
import dev.portcullis.control.revision.Versioned;

/**
 * An instance as a document.
 *
 * @param revision the newest when it was read
 */
record InstanceDocument(long revision, ObjectNode content) implements Versioned {
    /** The media type of YAML (RFC 9512). */
    static final String YAML = "application/yaml";
    /** Tells the tag of the YAML from that of the JSON, which is that of the newest revision, too. */
    static final String FORM = "yaml";

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    /** The tag of the JSON, and that of the YAML. */
    static EntityTag[] tags(String epoch, long revision) {
        EntityTag json = EntityTag.of(epoch, revision);
        return new EntityTag[] {json, json.inForm(FORM)};
    }

    /** Every text is quoted, so that no reader takes one for a number or a boolean. */
    String yaml() {
        try {
            return MAPPER.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document that is no YAML", e);
        }
    }
}
