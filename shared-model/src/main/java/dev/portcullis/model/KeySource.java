package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Where a rule's verification keys come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "source")
@JsonSubTypes({@JsonSubTypes.Type(value = KeySource.Inline.class, name = "INLINE")})
public sealed interface KeySource {

    /** The keys stand in the rule itself. */
    record Inline(List<JwkItem> keys) implements KeySource {
        public Inline {
            keys = List.copyOf(keys);
        }
    }
}
