package dev.portcullis.control.instance;

import dev.portcullis.control.store.Definition;
import dev.portcullis.model.RequestPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an instance is, as it is stored. */
public record InstanceDefinition(
        String name,
        @Nullable String description,
        @Nullable String region,
        Map<String, String> labels,
        RequestPolicy requestPolicy)
        implements Definition {
    public InstanceDefinition {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}
