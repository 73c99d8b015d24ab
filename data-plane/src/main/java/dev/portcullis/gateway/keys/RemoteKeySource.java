package dev.portcullis.gateway.keys;

import dev.portcullis.model.KeyReport;
import dev.portcullis.policy.pattern.FieldNames;
import dev.portcullis.policy.pattern.FieldValues;
import dev.portcullis.policy.pattern.Parsed;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where keys are published. Rules with equal sources share one key set.
 *
 * @param headers sent with each fetch; those of a discovery go to no other origin than the issuer's
 * @param caPem certificates, the only ones trusted for this source; null: those of the JDK
 */
public record RemoteKeySource(
        Location location,
        List<FetchHeader> headers,
        @Nullable String caPem) {
    public RemoteKeySource {
        headers = List.copyOf(headers);
    }

    /** Shows no header value and no query, either of which may hold a secret. */
    @Override
    public String toString() {
        String names = headers.stream().map(FetchHeader::name).collect(Collectors.joining(", "));
        return "RemoteKeySource[" + location.display() + ", headers=[" + names + "], ca="
                + (caPem == null ? "default" : "custom") + "]";
    }

    /** What the keys are found by. Held as written: a URL that cannot be used is a failed fetch, not a failed rule set. */
    public sealed interface Location {
        /** The address, for people: without user information, query and fragment. */
        String display();

        /** The key set itself. */
        record KeySetUrl(String url) implements Location {
            @Override
            public String display() {
                return KeyReport.locationOf(url);
            }
        }

        /** The issuer, whose discovery document (OpenID Connect Discovery 1.0 section 4) names the key set. */
        record Discovery(String issuer) implements Location {
            @Override
            public String display() {
                return KeyReport.locationOf(issuer);
            }
        }
    }

    /**
     * A header of the fetch. Its value is a secret and is never shown.
     *
     * @param name as {@link FieldNames#parseFetchHeader} has it
     * @param value as {@link FieldValues#parseSecret} has it
     */
    public record FetchHeader(String name, String value) {
        public FetchHeader {
            if (FieldNames.parseFetchHeader(name) instanceof Parsed.Invalid<String> invalid) {
                throw new IllegalArgumentException("header name: " + invalid.message());
            }
            if (FieldValues.parseSecret(value) instanceof Parsed.Invalid<String> invalid) {
                throw new IllegalArgumentException("value of header " + name + ": " + invalid.message());
            }
        }

        /** Shows the name only. */
        @Override
        public String toString() {
            return name + ": (secret)";
        }
    }
}
