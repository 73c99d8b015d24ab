package dev.portcullis.control.testing;

import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.KeySourceIds;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** By what nodes name a source of published keys in their reports. */
public final class KeySourceId {
    private KeySourceId() {}

    /** Of a set at a URL, fetched without headers and with the certificates that nodes trust anyway. */
    public static String of(SecretKeyRing secrets, String jwksUri) {
        return of(secrets, jwksUri, List.of());
    }

    /** Of a set at a URL that is fetched with a header. */
    public static String of(SecretKeyRing secrets, String jwksUri, String name, String value) {
        String place = KeySource.FetchHeader.place("any", "any", name);
        String sealed = secrets.seal(value.getBytes(StandardCharsets.UTF_8), place);
        return of(secrets, jwksUri, List.of(new KeySource.FetchHeader(name, sealed)));
    }

    private static String of(SecretKeyRing secrets, String jwksUri, List<KeySource.FetchHeader> headers) {
        KeySource.Remote source = new KeySource.JwksUri(jwksUri, new KeySource.KeyFetch(headers, null, 0));
        return new KeySourceIds(secrets).of(ruleWith(source), source);
    }

    private static RuleItem ruleWith(KeySource source) {
        return new RuleItem(
                "any",
                "any",
                "any",
                true,
                Enforcement.ENFORCE,
                "https://issuer.example",
                null,
                null,
                source,
                new TokenPlace(TokenPlace.Type.HEADER, "Authorization", "Bearer"),
                false,
                AuthorizationMode.WHITELIST,
                0,
                true,
                null,
                null,
                List.of(),
                List.of());
    }
}
