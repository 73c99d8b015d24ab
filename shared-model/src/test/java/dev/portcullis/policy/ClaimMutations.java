package dev.portcullis.policy;

import static dev.portcullis.policy.TokenMutation.claim;
import static dev.portcullis.policy.TokenMutation.noClaim;

import java.util.ArrayList;
import java.util.List;

/** What is done to the claims of a token. */
final class ClaimMutations {
    /** None of them lies within a second of the leeway, where rounding is a matter of taste. */
    private static final List<String> TIMES = List.of(
            "-1",
            "0",
            "-0",
            "1.5",
            "1e9",
            "1E9",
            "1e400",
            "-1e400",
            "99999999999",
            "9007199254740993",
            "9223372036854775808",
            "123456789012345678901234567890",
            "\"1\"",
            "\"\"",
            "null",
            "true",
            "false",
            "[]",
            "{}");

    private ClaimMutations() {}

    static List<TokenMutation> all() {
        List<TokenMutation> all = new ArrayList<>();
        for (String name : List.of("exp", "nbf", "iat")) {
            TIMES.forEach(value -> all.add(claim(name, value)));
            for (int offset : new int[] {-90, -30, 30, 90}) {
                all.add(new TokenMutation(
                        name + "=now" + (offset < 0 ? "" : "+") + offset,
                        (draft, random) -> draft.claims.put(name, String.valueOf(Samples.NOW_SECONDS + offset))));
                all.add(new TokenMutation(
                        name + "=now" + (offset < 0 ? "" : "+") + offset + " and a half",
                        (draft, random) -> draft.claims.put(name, (Samples.NOW_SECONDS + offset) + ".5")));
            }
        }
        all.add(noClaim("exp"));
        all.addAll(identity());
        return all;
    }

    private static List<TokenMutation> identity() {
        String issuer = Samples.ISSUER;
        List<TokenMutation> all = new ArrayList<>(List.of(noClaim("iss"), noClaim("aud"), noClaim("sub")));
        for (String value : List.of(
                "\"https://other.example\"",
                "\"" + issuer + "/\"",
                "\"" + issuer + " \"",
                "\"HTTPS://ISSUER.EXAMPLE\"",
                "\"\"",
                "7",
                "null",
                "[\"" + issuer + "\"]",
                "{}")) {
            all.add(claim("iss", value));
        }
        for (String value : List.of(
                "\"other\"",
                "\"api \"",
                "\"API\"",
                "\"\"",
                "[\"x\",\"api\"]",
                "[\"x\"]",
                "[]",
                "[1,\"api\"]",
                "[null,\"api\"]",
                "[[\"api\"]]",
                "{\"api\":1}",
                "{}",
                "7",
                "null",
                "\"x api\"")) {
            all.add(claim("aud", value));
        }
        for (String value : List.of("7", "null", "\"\"", "[\"s\"]", "{}")) {
            all.add(claim("sub", value));
        }
        for (String value : List.of("7", "null", "\"j\"", "{}")) {
            all.add(claim("jti", value));
        }
        return all;
    }
}
