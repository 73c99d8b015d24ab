package dev.portcullis.control.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.TextLimit;
import dev.portcullis.control.fetch.FetchUrls;
import dev.portcullis.control.fetch.KeyFetch;
import dev.portcullis.control.fetch.KeyFetches;
import dev.portcullis.control.fetch.KeyFetches.Destination;
import dev.portcullis.control.fetch.RuleAddress;
import dev.portcullis.model.KeySource;
import dev.portcullis.policy.address.TargetUrl;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a rule's keys come from: exactly one of the fields {@code jwks}, {@code jwksUri} and {@code discovery}. */
@Singleton
class KeySources {
    private static final String JWKS = "jwks";
    private static final String JWKS_URI = "jwksUri";
    private static final String DISCOVERY = "discovery";
    private static final String EXPECTED = " (expected: exactly one of jwks, jwksUri and discovery: true)";
    private static final TextLimit URL = TextLimit.of(1, TargetUrl.MAX_LENGTH);

    private final RuleKeys keys;
    private final FetchUrls urls;
    private final KeyFetches fetches;

    KeySources(RuleKeys keys, FetchUrls urls, KeyFetches fetches) {
        this.keys = keys;
        this.urls = urls;
        this.fetches = fetches;
    }

    /** @param before the rule so far, some of whose secrets may be kept; null for a new one */
    KeySource read(FieldReader in, RuleAddress rule, @Nullable RuleDefinition before) {
        boolean discovery = in.flag(DISCOVERY, false);
        String uri = in.text(JWKS_URI, URL);
        List<String> given = Stream.of(JWKS, JWKS_URI, DISCOVERY)
                .filter(name -> name.equals(DISCOVERY) ? discovery : in.raw(name) != null)
                .toList();
        if (given.isEmpty()) {
            in.faults().add(in.pathOf(JWKS), "missing, and so are jwksUri and discovery" + EXPECTED);
        } else if (given.size() > 1) {
            given.forEach(name -> in.faults().add(in.pathOf(name), "one of " + String.join(", ", given) + EXPECTED));
        }
        if (uri != null) {
            urls.checkKeySet(uri, in.pathOf(JWKS_URI), in.faults());
            return new KeySource.JwksUri(uri, fetch(in, rule, new Destination(JWKS_URI, uri), before));
        }
        if (discovery) {
            return new KeySource.Discovery(fetch(in, rule, new Destination("issuer", issuer(in)), before));
        }
        if (!given.contains(JWKS_URI)) {
            fetches.refuse(in);
        }
        return keys.read(
                in, rule.instanceId(), rule.ruleId(), before == null ? List.of() : RuleKeys.stored(before.keys()));
    }

    private KeySource.KeyFetch fetch(
            FieldReader in, RuleAddress rule, Destination to, @Nullable RuleDefinition before) {
        if (in.raw(JWKS) != null) {
            keys.read(
                    in, rule.instanceId(), rule.ruleId(), before == null ? List.of() : RuleKeys.stored(before.keys()));
        }
        return fetches.read(in, rule, to, before == null ? null : stored(before));
    }

    private String issuer(FieldReader in) {
        JsonNode issuer = in.raw("issuer");
        // One that is no text at all is noted where the rule's own fields are read.
        if (issuer == null || !issuer.isTextual()) {
            return "";
        }
        urls.checkIssuer(issuer.textValue(), in.pathOf("issuer"), in.faults());
        return issuer.textValue();
    }

    private static KeyFetches.@Nullable Stored stored(RuleDefinition rule) {
        return switch (rule.keys()) {
            case KeySource.Inline ignored -> null;
            case KeySource.JwksUri at -> new KeyFetches.Stored(new Destination(JWKS_URI, at.uri()), at.fetch());
            case KeySource.Discovery found ->
                new KeyFetches.Stored(new Destination("issuer", rule.issuer()), found.fetch());
        };
    }

    /** What may be shown of how the keys are fetched; null for keys that stand in the rule. */
    @Nullable
    KeyFetch shown(KeySource source, RuleAddress rule) {
        return switch (source) {
            case KeySource.Inline ignored -> null;
            case KeySource.Remote remote -> fetches.shown(remote.fetch(), rule);
        };
    }
}
