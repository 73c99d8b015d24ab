package dev.portcullis.control.fetch;

import dev.portcullis.model.KeySource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The headers that a rule has so far. Their values were given for one destination: whoever may edit the rule, but not read
 * the values, could else have them sent to a host of their own.
 *
 * @param changed what makes the destination another one, for people; null if it is still the same
 */
record StoredHeaders(
        List<KeySource.FetchHeader> headers, @Nullable String changed) {
    /** Of a rule that had no published keys. */
    static final StoredHeaders NONE = new StoredHeaders(List.of(), null);

    /** What there is under a name. */
    sealed interface Found {
        record Header(KeySource.FetchHeader header) implements Found {}

        record None(String expected) implements Found {}
    }

    /** The header whose value may be kept. */
    Found find(String name) {
        Optional<KeySource.FetchHeader> header = named(name);
        if (header.isEmpty()) {
            return new Found.None("a text, as no value is stored under this name");
        }
        return changed == null
                ? new Found.Header(header.get())
                : new Found.None("the value again, as the stored one was given for another destination: " + changed
                        + " has changed");
    }

    @Nullable
    String fingerprint(String name, Function<KeySource.FetchHeader, @Nullable String> of) {
        return named(name).map(of).orElse(null);
    }

    private Optional<KeySource.FetchHeader> named(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
