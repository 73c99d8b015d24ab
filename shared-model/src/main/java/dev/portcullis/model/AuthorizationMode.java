package dev.portcullis.model;

/** When a rule asks for a token. */
public enum AuthorizationMode {
    /** Everywhere, unless a condition matches. */
    WHITELIST,
    /** Only where a condition matches. */
    BLACKLIST
}
