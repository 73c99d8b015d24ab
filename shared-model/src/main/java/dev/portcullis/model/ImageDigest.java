package dev.portcullis.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The digest of a set of records, kept up to date record by record: adding and removing one costs the same in a set of a
 * hundred thousand as in an empty one. Not thread-safe.
 *
 * <p>It is LtHash16 (Bellare and Micciancio 1997; Lewi, Kim, Maykov and Weis, IACR ePrint 2019/227): each record is hashed
 * to 1,024 numbers of 16 bits, and those of all records are added up, each modulo 2^16. To find two different sets of
 * records with one sum is to find a short vector in a lattice (SIS), for which these parameters are estimated to take 2^200
 * steps. A sum modulo 2^256 would not do: there, Wagner's generalised birthday attack finds sets with one sum. A set holds
 * each key once, so nothing can be added 2^16 times.
 *
 * <p>A record's 1,024 numbers are 32 blocks of SHA-512 over its {@link #recordHash hash} and a counter.
 */
public final class ImageDigest {
    private static final int LANES = 1024;
    private static final int BLOCK_BYTES = 64;
    private static final int SUM_BYTES = LANES * Short.BYTES;

    private final MessageDigest sha512 = messageDigest("SHA-512");
    private final byte[] expanded = new byte[SUM_BYTES];
    private final ShortBuffer expandedLanes =
            ByteBuffer.wrap(expanded).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    private final short[] addend = new short[LANES];
    private final short[] sum = new short[LANES];
    private int records;

    /** Of no record. */
    public ImageDigest() {}

    /**
     * Goes on from what {@link #state} gave.
     *
     * @throws IllegalArgumentException if that is no such state
     */
    public static ImageDigest of(byte[] state) {
        if (state.length != SUM_BYTES + Integer.BYTES) {
            throw new IllegalArgumentException(
                    "digest state: " + state.length + " bytes (expected: " + (SUM_BYTES + Integer.BYTES) + ")");
        }
        ImageDigest digest = new ImageDigest();
        ByteBuffer read = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
        read.asShortBuffer().get(digest.sum);
        digest.records = read.getInt(SUM_BYTES);
        return digest;
    }

    /** SHA-256 over a record of the config topic: the length of its key, its key, and its value, byte for byte. */
    public static byte[] recordHash(String key, byte[] value) {
        MessageDigest sha256 = messageDigest("SHA-256");
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, keyBytes.length));
        sha256.update(keyBytes);
        return sha256.digest(value);
    }

    /** @param recordHash of a record that the set does not hold yet */
    public void add(byte[] recordHash) {
        expand(recordHash);
        for (int i = 0; i < LANES; i++) {
            sum[i] += addend[i];
        }
        records++;
    }

    /** @param recordHash of a record that the set holds */
    public void remove(byte[] recordHash) {
        expand(recordHash);
        for (int i = 0; i < LANES; i++) {
            sum[i] -= addend[i];
        }
        records--;
    }

    /** How many records the set holds. */
    public int records() {
        return records;
    }

    /** The digest: SHA-256 over the sum, in base64url. */
    public String value() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(messageDigest("SHA-256").digest(sumBytes()));
    }

    /** All that {@link #of(byte[])} needs to go on: the sum, and the number of records. */
    public byte[] state() {
        ByteBuffer state = ByteBuffer.allocate(SUM_BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        state.put(sumBytes()).putInt(records);
        return state.array();
    }

    private byte[] sumBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(SUM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(sum);
        return bytes.array();
    }

    private void expand(byte[] recordHash) {
        try {
            for (int block = 0; block < SUM_BYTES / BLOCK_BYTES; block++) {
                sha512.update(recordHash);
                sha512.update((byte) block);
                sha512.digest(expanded, block * BLOCK_BYTES, BLOCK_BYTES);
            }
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-512 has 64 bytes", e);
        }
        expandedLanes.rewind().get(addend);
    }

    private static MessageDigest messageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
