package dev.portcullis.policy;

import static dev.portcullis.policy.TokenMutation.header;
import static dev.portcullis.policy.TokenMutation.noHeader;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is done to the fields of a token's header. */
final class HeaderMutations {
    private static final String JWK =
            "{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"kid\":\"own\"}";

    private HeaderMutations() {}

    static List<TokenMutation> all() {
        List<TokenMutation> all = new ArrayList<>(algorithm());
        all.addAll(kid());
        all.addAll(extensions());
        all.addAll(rest());
        return all;
    }

    private static List<TokenMutation> algorithm() {
        List<TokenMutation> all = new ArrayList<>();
        for (String value : List.of(
                "\"none\"", "\"None\"", "\"NONE\"", "\"\"", "\"XX256\"", "null", "7", "[\"RS256\"]", "{}", "true")) {
            all.add(header("alg", value));
        }
        all.add(noHeader("alg"));
        all.add(new TokenMutation(
                "alg in lower case",
                (draft, random) ->
                        draft.header.put("alg", TokenDraft.quoted(draft.algorithm.toLowerCase(Locale.ROOT)))));
        all.add(new TokenMutation(
                "alg with a space",
                (draft, random) -> draft.header.put("alg", TokenDraft.quoted(draft.algorithm + " "))));
        for (String other :
                List.of("HS256", "HS512", "RS256", "RS512", "PS256", "ES256", "ES512", "EdDSA", "ML-DSA-44")) {
            all.add(new TokenMutation("alg of another signature", (draft, random) -> {
                draft.header.put("alg", TokenDraft.quoted(other.equals(draft.algorithm) ? "HS384" : other));
            }));
        }
        return all;
    }

    private static List<TokenMutation> kid() {
        List<TokenMutation> all = new ArrayList<>();
        for (String value : List.of(
                "\"nobody\"",
                "\"\"",
                "\"../../dev/null\"",
                "\"' OR 1=1 --\"",
                "7",
                "null",
                "true",
                "[\"rsa\"]",
                "{}")) {
            all.add(header("kid", value));
        }
        all.add(noHeader("kid"));
        all.add(new TokenMutation("kid of another key", (draft, random) -> {
            String other = DifferentialTest.KEYS.get(random.nextInt(DifferentialTest.KEYS.size()));
            draft.header.put("kid", TokenDraft.quoted(other.equals(draft.key) ? "nobody" : other));
        }));
        all.add(new TokenMutation(
                "kid in other case",
                (draft, random) -> draft.header.put("kid", TokenDraft.quoted(draft.key.toUpperCase(Locale.ROOT)))));
        all.add(new TokenMutation(
                "kid of 1,000 characters",
                (draft, random) -> draft.header.put("kid", TokenDraft.quoted("k".repeat(1_000)))));
        return all;
    }

    private static List<TokenMutation> extensions() {
        List<TokenMutation> all = new ArrayList<>();
        for (String value : List.of("[]", "[\"exp\"]", "[\"b64\"]", "[\"unknown\"]", "\"b64\"", "null", "{}")) {
            all.add(header("crit", value));
        }
        all.add(new TokenMutation("crit of b64, which is true", (draft, random) -> {
            draft.header.put("b64", "true");
            draft.header.put("crit", "[\"b64\"]");
        }));
        all.add(new TokenMutation("crit of exp, which is there", (draft, random) -> {
            draft.header.put("exp", "1");
            draft.header.put("crit", "[\"exp\"]");
        }));
        for (String value : List.of("true", "false", "\"false\"", "null", "0")) {
            all.add(header("b64", value));
        }
        all.add(header("zip", "\"DEF\""));
        all.add(header("zip", "null"));
        all.add(header("enc", "\"A128GCM\""));
        all.add(header("enc", "null"));
        return all;
    }

    private static List<TokenMutation> rest() {
        return List.of(
                header("typ", "\"at+jwt\""),
                header("typ", "\"jwt\""),
                header("typ", "7"),
                header("typ", "null"),
                noHeader("typ"),
                header("cty", "\"JWT\""),
                header("cty", "7"),
                header("jku", "\"https://127.0.0.1/jwks\""),
                header("jku", "7"),
                header("x5u", "\"https://127.0.0.1/x5u\""),
                header("x5u", "\":not a url:\""),
                header("x5c", "[\"AAAA\"]"),
                header("x5c", "\"AAAA\""),
                header("x5t", "\"AAAA\""),
                header("x5t#S256", "\"AAAA\""),
                header("jwk", JWK),
                header("jwk", "7"),
                header("x-own", "{\"a\":[1,null]}"),
                new TokenMutation("alg last", (draft, random) -> {
                    String alg = draft.header.remove("alg");
                    draft.header.put("alg", alg);
                }));
    }
}
