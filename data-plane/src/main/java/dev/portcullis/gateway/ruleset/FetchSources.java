package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.keys.RemoteKeySource;
import dev.portcullis.gateway.keys.RemoteKeySource.Location;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.KeySourceIds;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes of what a rule says about its published keys what is fetched: opens the sealed headers. Thread-safe. */
final class FetchSources {
    private final SecretKeyRing secrets;
    private final KeySourceIds ids;

    FetchSources(SecretKeyRing secrets) {
        this.secrets = secrets;
        this.ids = new KeySourceIds(secrets);
    }

    /** By which both planes know the source. */
    String id(RuleItem rule, KeySource.Remote remote) {
        return ids.of(rule, remote);
    }

    /** What came of it. */
    sealed interface Source {
        record Usable(RemoteKeySource source) implements Source {}

        /** @param fault names the header, and quotes nothing */
        record Unusable(String fault) implements Source {}
    }

    Source of(RuleItem rule, KeySource.Remote remote) {
        List<RemoteKeySource.FetchHeader> headers = new ArrayList<>();
        for (KeySource.FetchHeader header : remote.fetch().headers()) {
            String place = KeySource.FetchHeader.place(rule.instanceId(), rule.ruleId(), header.name());
            byte[] value;
            try {
                value = secrets.open(header.sealedValue(), place);
            } catch (IllegalArgumentException e) {
                return new Source.Unusable(
                        "header " + header.name() + ": does not open (expected: sealed by a key of this node)");
            }
            try {
                headers.add(new RemoteKeySource.FetchHeader(header.name(), new String(value, StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                return new Source.Unusable(String.valueOf(e.getMessage()));
            }
        }
        return new Source.Usable(new RemoteKeySource(
                location(rule, remote), headers, remote.fetch().caPem()));
    }

    static Location location(RuleItem rule, KeySource.Remote remote) {
        return switch (remote) {
            case KeySource.JwksUri jwksUri -> new Location.KeySetUrl(jwksUri.uri());
            case KeySource.Discovery ignored -> new Location.Discovery(rule.issuer());
        };
    }
}
