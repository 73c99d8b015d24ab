package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/**
 * Something that a write permits and its author should know. Quotes no key.
 *
 * @param message for people: what was found and what follows from it
 * @param otherId the rule, route or condition that is concerned beside the one that was written; null if there is none
 */
public record RuleWarning(
        Code code, String message, @Nullable String otherId) {

    /** The kinds of warnings. */
    public enum Code {
        /** Two rules of one issuer and place, one of which does not ask for what the other asks for. */
        LAX_RULE_BESIDE_STRICT,
        /** A blacklist names hosts, and a route serves the same paths under others. */
        ROUTE_AROUND_BLACKLIST,
        /** A condition of a whitelist exempts every request. */
        WHITELIST_EXEMPTS_ALL,
        /** Keys of the set that cannot verify anything here. */
        KEYS_NOT_USABLE,
        /** Several keys of the set under one kid: which one a token means is told by its algorithm, if at all. */
        KEYS_SHARE_KID,
        /** Published keys are fetched without TLS. */
        KEYS_OVER_HTTP,
        /** The rule asks for something that no token has. */
        MATCHES_NO_TOKEN,
        /** A claim is named with a dot where the provider nests objects. */
        CLAIM_IS_NESTED
    }
}
