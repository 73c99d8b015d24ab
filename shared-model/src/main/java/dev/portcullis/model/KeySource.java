package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a rule's verification keys come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "source")
@JsonSubTypes({
    @JsonSubTypes.Type(value = KeySource.Inline.class, name = "INLINE"),
    @JsonSubTypes.Type(value = KeySource.JwksUri.class, name = "JWKS_URI"),
    @JsonSubTypes.Type(value = KeySource.Discovery.class, name = "DISCOVERY")
})
public sealed interface KeySource {

    /** The keys stand in the rule itself. */
    record Inline(List<JwkItem> keys) implements KeySource {
        public Inline {
            keys = List.copyOf(keys);
        }

        /** What the secrets of a rule's keys are sealed to: a copy of one in another rule does not open. */
        public static String place(String instanceId, String ruleId) {
            return instanceId + "/rule/" + ruleId;
        }
    }

    /** The keys are published by a provider, and each node fetches them. */
    sealed interface Remote extends KeySource {
        KeyFetch fetch();
    }

    /** The keys are published at this URL. */
    record JwksUri(String uri, KeyFetch fetch) implements Remote {}

    /** The discovery document of the rule's issuer (OpenID Connect Discovery 1.0 section 4) names the URL. */
    record Discovery(KeyFetch fetch) implements Remote {}

    /**
     * How published keys are fetched.
     *
     * @param caPem certificates, the only ones trusted for the fetch; null: those that the node trusts anyway
     * @param refreshCounter raised by an operator to have the keys fetched anew
     */
    record KeyFetch(List<FetchHeader> headers, @Nullable String caPem, long refreshCounter) {
        /** Nothing special. */
        public static final KeyFetch PLAIN = new KeyFetch(List.of(), null, 0);

        public KeyFetch {
            headers = List.copyOf(headers);
        }

        /** The same, to be fetched anew. */
        public KeyFetch refreshed() {
            return new KeyFetch(headers, caPem, refreshCounter + 1);
        }
    }

    /**
     * A header field of the fetch.
     *
     * @param sealedValue a sealed secret that opens only at its {@link #place}
     */
    record FetchHeader(String name, String sealedValue) {

        /** What the value of a header is sealed to; no key of a rule, and no other header, shares it. */
        public static String place(String instanceId, String ruleId, String name) {
            return instanceId + "/rule/" + ruleId + "/header/" + name.toLowerCase(Locale.ROOT);
        }
    }
}
