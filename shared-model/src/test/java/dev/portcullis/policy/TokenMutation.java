package dev.portcullis.policy;

import java.util.Random;

/**
 * One thing that is done to a good token.
 *
 * @param name what disagreements are explained by
 */
record TokenMutation(String name, Change change) {

    /** Changes a draft; what it leaves open, the generator decides. */
    @FunctionalInterface
    interface Change {
        void to(TokenDraft draft, Random random);
    }

    static TokenMutation header(String name, String json) {
        return new TokenMutation(name + "=" + json, (draft, random) -> draft.header.put(name, json));
    }

    static TokenMutation noHeader(String name) {
        return new TokenMutation("no " + name, (draft, random) -> draft.header.remove(name));
    }

    static TokenMutation claim(String name, String json) {
        return new TokenMutation(name + "=" + json, (draft, random) -> draft.claims.put(name, json));
    }

    static TokenMutation noClaim(String name) {
        return new TokenMutation("no " + name, (draft, random) -> draft.claims.remove(name));
    }
}
