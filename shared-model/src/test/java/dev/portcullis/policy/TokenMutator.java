package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes good tokens and changes one thing in most of them. The same seed makes the same changes. */
final class TokenMutator {
    private final Random random;
    private final List<TokenMutation> mutations = new ArrayList<>();

    TokenMutator(Random random) {
        this.random = random;
        mutations.addAll(HeaderMutations.all());
        mutations.addAll(ClaimMutations.all());
        mutations.addAll(TextMutations.all());
        mutations.addAll(SignatureMutations.all());
    }

    /** @param mutation the name of what was done */
    record Mutant(String key, String mutation, String token) {}

    /** Of everything that is tried. */
    List<String> names() {
        return mutations.stream().map(TokenMutation::name).toList();
    }

    /** The same seed and number of earlier calls make the same token, but for signatures with randomness of their own. */
    Mutant next() {
        return next(key());
    }

    Mutant next(String key) {
        TokenDraft draft = new TokenDraft(key, algorithm(key));
        // Every third token is a good one, so that refusing everything would be noticed.
        if (random.nextInt(3) == 0) {
            return new Mutant(key, "untouched", draft.token());
        }
        TokenMutation mutation = mutations.get(random.nextInt(mutations.size()));
        mutation.change().to(draft, random);
        return new Mutant(key, mutation.name(), draft.token());
    }

    /** All keys, but seldom those on which the JDK and the libraries spend milliseconds. */
    private String key() {
        return switch (random.nextInt(100)) {
            case 0 -> "ec256";
            case 1 -> List.of("ec384", "ec521", "mldsa44", "mldsa44").get(random.nextInt(4));
            case 2 -> "ed25519";
            case 3, 4, 5 -> "rsa";
            default -> List.of("hs256", "hs384", "hs512").get(random.nextInt(3));
        };
    }

    private String algorithm(String key) {
        return switch (key) {
            case "rsa" ->
                (random.nextBoolean() ? "RS" : "PS")
                        + List.of("256", "384", "512").get(random.nextInt(3));
            case "ec256" -> "ES256";
            case "ec384" -> "ES384";
            case "ec521" -> "ES512";
            case "ed25519" -> "EdDSA";
            case "mldsa44" -> "ML-DSA-44";
            default -> key.toUpperCase(java.util.Locale.ROOT);
        };
    }
}
