package dev.portcullis.policy;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.jwk.VerificationKey;
import dev.portcullis.policy.token.ParsedToken;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which tokens have verified under which key. That is all: a signature that verifies does so for ever, so nothing
 * in here can go stale. Whether a rule has that key, what it asks of claims, and what time it is, is checked on every
 * request anew.
 *
 * <p>A table of fixed size without locks. A token has four slots; a new one takes the first, what stood there moves to the
 * second, and so on, so that the oldest goes. With two, a third token of the same slots would make all of them be checked
 * anew whenever they come in turn. Threads that race overwrite each other's entries, which costs a signature check and no more. Takes at most
 * slots times the largest weight. Shows no token in {@code toString}.
 */
public final class VerifiedTokens {
    /** The largest token that is remembered, in octets of memory. One of ML-DSA-87 takes some 13 KiB. */
    static final int MAX_WEIGHT_BYTES = 16 * 1024;

    private static final int DEFAULT_SLOTS = 8_192;
    private static final int MAX_SLOTS = 1 << 24;
    private static final int WAYS = 4;
    private static final int HASHED_CHARS = 12;

    private final AtomicReferenceArray<@Nullable Entry> slots;
    private final int mask;
    private final int ways;
    private final int maxWeightBytes;

    /** With room for 8,192 tokens, 128 MiB at the very most. */
    public VerifiedTokens() {
        this(DEFAULT_SLOTS);
    }

    /** @param slots a power of two from 2 to 2^24 */
    public VerifiedTokens(int slots) {
        this(slots, MAX_WEIGHT_BYTES);
    }

    private VerifiedTokens(int slots, int maxWeightBytes) {
        if (slots < 2 || slots > MAX_SLOTS || Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException("slots: " + slots + " (expected: a power of two from 2 to 2^24)");
        }
        this.slots = new AtomicReferenceArray<>(slots);
        this.mask = slots - 1;
        this.ways = Math.min(WAYS, slots);
        this.maxWeightBytes = maxWeightBytes;
    }

    /** Remembers nothing, for where tokens may not be kept. */
    public static VerifiedTokens none() {
        return new VerifiedTokens(2, 0);
    }

    /** A token that has verified. */
    static final class Entry {
        private final ParsedToken token;
        private final JwsAlgorithm algorithm;
        private final String keyIdentity;

        private Entry(ParsedToken token, JwsAlgorithm algorithm, String keyIdentity) {
            this.token = token;
            this.algorithm = algorithm;
            this.keyIdentity = keyIdentity;
        }

        ParsedToken token() {
            return token;
        }

        /** Whether it verified under a key of these very numbers, by that algorithm. */
        boolean isVerifiedBy(VerificationKey key, JwsAlgorithm byAlgorithm) {
            return algorithm == byAlgorithm && keyIdentity.equals(key.identity());
        }
    }

    /** What is known of exactly that text; null if nothing is. */
    @Nullable
    Entry find(TokenText text) {
        int slot = slotOf(text);
        for (int way = 0; way < ways; way++) {
            Entry entry = slots.get(slot ^ way);
            if (entry != null && text.is(entry.token.text())) {
                return entry;
            }
        }
        return null;
    }

    /** To be called only after the signature has verified under the key. */
    void remember(ParsedToken token, JwsAlgorithm algorithm, VerificationKey key) {
        if (token.weightBytes() > maxWeightBytes) {
            return;
        }
        int slot = slotOf(TokenText.of(token.text()));
        Entry moving = new Entry(token, algorithm, key.identity());
        for (int way = 0; way < ways && moving != null; way++) {
            Entry before = slots.getAndSet(slot ^ way, moving);
            moving = before == null || before.token.text().equals(token.text()) ? null : before;
        }
    }

    /** By the first characters of the signature, which differ wherever tokens do. A text without one is never remembered. */
    private int slotOf(TokenText text) {
        String value = text.value();
        int firstDot = value.indexOf('.', text.start(), text.end());
        int start = value.indexOf('.', firstDot + 1, text.end()) + 1;
        int hash = 0;
        for (int i = start; i < Math.min(text.end(), start + HASHED_CHARS); i++) {
            hash = 31 * hash + value.charAt(i);
        }
        return (hash ^ hash >>> 16) & mask;
    }

    @Override
    public String toString() {
        return "VerifiedTokens[" + slots.length() + " slots]";
    }
}
