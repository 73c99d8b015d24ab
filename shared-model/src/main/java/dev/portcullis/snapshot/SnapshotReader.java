package dev.portcullis.snapshot;

import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.model.ItemKey;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.TrustedKeys;
import dev.portcullis.snapshot.SnapshotReading.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot as its bytes come, and gives nothing of it away before its end: by then the head is known to be signed by
 * a trusted key, and the records to be those that it describes. Not thread-safe.
 *
 * <pre>
 *   metadata ──▶ signed head ──▶ record, as often as the head says ──▶ checksum ──▶ nothing
 * </pre>
 */
public final class SnapshotReader {
    /** A record of 768 KiB in base64, and room for its key. */
    private static final int MAX_LINE_BYTES = 768 * 1024 / 3 * 4 + 16 * 1024;

    private final String instanceId;
    private final TrustedKeys trusted;
    private final long maxBytes;

    private final MessageDigest sha256 = SnapshotWriter.sha256();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Map<String, byte[]> records = new LinkedHashMap<>();
    private long bytes;
    private SnapshotLine.@Nullable Metadata metadata;
    private byte @Nullable [] signedHead;
    private @Nullable Head head;
    private boolean ended;
    private SnapshotReading.@Nullable Refused refused;

    /**
     * @param instanceId that the snapshot must be of
     * @param maxBytes of the whole
     */
    public SnapshotReader(String instanceId, TrustedKeys trusted, long maxBytes) {
        this.instanceId = instanceId;
        this.trusted = trusted;
        this.maxBytes = maxBytes;
    }

    /** Reads a stream to its end, or to where it must be refused. */
    public SnapshotReading read(InputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        int length = in.read(buffer);
        while (length >= 0 && accept(buffer, length)) {
            length = in.read(buffer);
        }
        return finish();
    }

    /**
     * Takes in the next bytes.
     *
     * @return whether more may be of use; false once the snapshot is refused
     */
    public boolean accept(byte[] next, int length) {
        int start = 0;
        for (int i = 0; i < length && refused == null; i++) {
            if (next[i] == '\n') {
                line.write(next, start, i - start);
                start = i + 1;
                line(line.toByteArray());
                line.reset();
            } else if (line.size() + i - start >= MAX_LINE_BYTES) {
                refuse(Reason.TOO_LARGE, "a line of more bytes (expected: at most " + MAX_LINE_BYTES + ")");
            }
        }
        if (refused == null) {
            line.write(next, start, length - start);
            bytes += length;
            if (bytes > maxBytes) {
                refuse(Reason.TOO_LARGE, "more bytes (expected: at most " + maxBytes + ")");
            }
        }
        return refused == null;
    }

    /** The end has come. It verifies the digest, which takes a second for a hundred thousand records. */
    public SnapshotReading finish() {
        Head described = head;
        byte[] jws = signedHead;
        if (refused == null && (!ended || line.size() > 0 || metadata == null || described == null || jws == null)) {
            refuse(Reason.TRUNCATED, "it ends after " + records.size() + " records (expected: its checksum)");
        }
        if (refused != null || described == null || jws == null || metadata == null) {
            return Objects.requireNonNull(refused);
        }
        ImageDigest digest = new ImageDigest();
        records.forEach((key, value) -> digest.add(ImageDigest.recordHash(key, value)));
        return digest.value().equals(described.digest())
                ? new SnapshotReading.Read(new Snapshot(metadata.takenAtMillis(), described, jws, records))
                : new SnapshotReading.Refused(
                        Reason.DIGEST_MISMATCH, "digest " + digest.value() + " (expected: " + described.digest() + ")");
    }

    private void line(byte[] text) {
        if (ended) {
            refuse(Reason.MALFORMED, "a line behind the checksum (expected: none)");
        } else if (metadata == null) {
            metadata(text);
        } else if (head == null) {
            head(text);
        } else if (records.size() < head.items()) {
            record(text);
        } else {
            checksum(text);
        }
        sha256.update(text);
        sha256.update((byte) '\n');
    }

    private void metadata(byte[] text) {
        SnapshotLine.Metadata read = SnapshotLine.read(text, SnapshotLine.Metadata.class);
        if (read == null || read.format() != SnapshotLine.FORMAT) {
            String found = read == null ? "no metadata" : "format " + read.format();
            refuse(Reason.MALFORMED, found + " (expected: metadata of format " + SnapshotLine.FORMAT + ")");
        } else if (!instanceId.equals(read.instanceId())) {
            refuse(Reason.OTHER_INSTANCE, "metadata of another instance (expected: " + instanceId + ")");
        }
        metadata = read;
    }

    private void head(byte[] text) {
        SnapshotLine.SignedHeadLine read = SnapshotLine.read(text, SnapshotLine.SignedHeadLine.class);
        if (read == null || read.head() == null) {
            refuse(Reason.MALFORMED, "no signed head in the second line (expected: one)");
            return;
        }
        byte[] jws = read.head().getBytes(StandardCharsets.ISO_8859_1);
        switch (SignedHead.read(jws, trusted)) {
            case SignedHead.Reading.Untrusted untrusted ->
                refuse(Reason.UNTRUSTED, "head: " + untrusted.reason() + " (expected: signed by a trusted key)");
            case SignedHead.Reading.Unreadable unreadable -> refuse(Reason.MALFORMED, unreadable.fault());
            case SignedHead.Reading.Read signed -> {
                if (!signed.head().instanceId().equals(instanceId)) {
                    refuse(Reason.OTHER_INSTANCE, "head of another instance (expected: " + instanceId + ")");
                } else if (signed.head().isDeleted()) {
                    refuse(Reason.MALFORMED, "head of a deleted instance (expected: of one that is)");
                }
                head = signed.head();
                signedHead = jws;
            }
        }
    }

    private void record(byte[] text) {
        SnapshotLine.RecordLine read = SnapshotLine.read(text, SnapshotLine.RecordLine.class);
        String headKey = new ItemKey.OfHead(instanceId).text();
        if (read == null || read.key() == null || read.value() == null) {
            refuse(Reason.MALFORMED, "no record after " + records.size() + " (expected: as many as the head says)");
        } else if (!read.key().startsWith(instanceId + "/") || read.key().equals(headKey)) {
            refuse(Reason.OTHER_INSTANCE, "a record under a foreign key (expected: " + instanceId + "/…)");
        } else if (records.putIfAbsent(read.key(), read.value()) != null) {
            refuse(Reason.MALFORMED, "two records under one key (expected: one)");
        }
    }

    private void checksum(byte[] text) {
        SnapshotLine.Checksum read = SnapshotLine.read(text, SnapshotLine.Checksum.class);
        if (read == null || read.sha256() == null) {
            refuse(Reason.MALFORMED, "no checksum behind the records (expected: one)");
        } else if (!read.sha256().equals(HexFormat.of().formatHex(sha256.digest()))) {
            refuse(Reason.CHECKSUM_MISMATCH, "another checksum (expected: that of the lines before it)");
        }
        ended = true;
    }

    private void refuse(Reason reason, String detail) {
        refused = new SnapshotReading.Refused(reason, detail);
    }
}
