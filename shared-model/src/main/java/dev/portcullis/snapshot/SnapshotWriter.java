package dev.portcullis.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Writes a snapshot record by record, without holding it. Not thread-safe. */
public final class SnapshotWriter {
    /** The media type of what is written. */
    public static final String MEDIA_TYPE = "application/x-ndjson";

    private final OutputStream out;
    private final MessageDigest sha256 = sha256();

    /** @param out buffered; it is neither flushed nor closed */
    public SnapshotWriter(OutputStream out) {
        this.out = out;
    }

    /** The whole of it. */
    public static void write(Snapshot snapshot, OutputStream out) throws IOException {
        SnapshotWriter writer = new SnapshotWriter(out);
        writer.begin(snapshot.head().instanceId(), snapshot.takenAtMillis(), snapshot.signedHead());
        for (Map.Entry<String, byte[]> one : snapshot.records().entrySet()) {
            writer.record(one.getKey(), one.getValue());
        }
        writer.end();
    }

    /** First of all. */
    public void begin(String instanceId, long takenAtMillis, byte[] signedHead) throws IOException {
        line(new SnapshotLine.Metadata(SnapshotLine.FORMAT, instanceId, takenAtMillis));
        line(new SnapshotLine.SignedHeadLine(new String(signedHead, StandardCharsets.US_ASCII)));
    }

    /** One of the records that the head describes. */
    public void record(String key, byte[] value) throws IOException {
        line(new SnapshotLine.RecordLine(key, value));
    }

    /** Last of all: a snapshot without its end is refused. */
    public void end() throws IOException {
        line(new SnapshotLine.Checksum(HexFormat.of().formatHex(sha256.digest())));
    }

    private void line(Record line) throws IOException {
        byte[] bytes = SnapshotLine.write(line);
        sha256.update(bytes);
        sha256.update((byte) '\n');
        out.write(bytes);
        out.write('\n');
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
