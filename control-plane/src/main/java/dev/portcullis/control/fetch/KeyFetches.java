package dev.portcullis.control.fetch;

import dev.portcullis.control.body.FieldReader;
import dev.portcullis.model.KeySource;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The field {@code keyFetch} of a rule. */
@Singleton
public class KeyFetches {
    private static final String FIELD = "keyFetch";

    private final FetchHeaders headers;

    KeyFetches(FetchHeaders headers) {
        this.headers = headers;
    }

    /**
     * Where a fetch goes, and so to whom its headers are told.
     *
     * @param field by which the author named it
     * @param url of the key set, or the issuer of a discovery
     */
    public record Destination(String field, String url) {}

    /** A fetch as it is stored, and where it goes. */
    public record Stored(Destination destination, KeySource.KeyFetch fetch) {}

    /** @param stored the rule's fetch so far; null for a new rule and for one whose keys stood in it */
    public KeySource.KeyFetch read(FieldReader rule, RuleAddress address, Destination to, @Nullable Stored stored) {
        FieldReader in = rule.object(FIELD);
        long counter = stored == null ? 0 : stored.fetch().refreshCounter();
        if (in == null) {
            return new KeySource.KeyFetch(List.of(), null, counter);
        }
        String caPem = CaCertificates.read(in, "caCertificates");
        List<KeySource.FetchHeader> read = headers.read(in, address, storedHeaders(to, caPem, stored));
        in.refuseUnknown();
        return new KeySource.KeyFetch(read, caPem, counter);
    }

    private static StoredHeaders storedHeaders(Destination to, @Nullable String caPem, @Nullable Stored stored) {
        if (stored == null) {
            return StoredHeaders.NONE;
        }
        String storedPem = stored.fetch().caPem();
        boolean sameTrust = caPem == null ? storedPem == null : caPem.equals(storedPem);
        String changed = !to.equals(stored.destination()) ? to.field() : sameTrust ? null : "caCertificates";
        return new StoredHeaders(stored.fetch().headers(), changed);
    }

    /** Notes a fault if the field is given beside keys that are not fetched. */
    public void refuse(FieldReader rule) {
        if (rule.raw(FIELD) != null) {
            rule.faults()
                    .add(rule.pathOf(FIELD), "given without jwksUri or discovery (expected: beside one of them only)");
        }
    }

    /** What may be shown; null where the fetch has nothing particular. */
    public @Nullable KeyFetch shown(KeySource.KeyFetch fetch, RuleAddress address) {
        return fetch.headers().isEmpty() && fetch.caPem() == null
                ? null
                : new KeyFetch(headers.shown(fetch.headers(), address), fetch.caPem());
    }
}
