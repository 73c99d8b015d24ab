package dev.portcullis.signature;

import dev.portcullis.model.Report;
import dev.portcullis.model.ReportStamp;
import dev.portcullis.model.WireJson;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Signs the reports of one process of a node, with a key that is made with it and dies with it. Thread-safe. */
public final class ReportSigner {
    private final InstantSource clock;
    private final long startedAtMillis;
    private final AtomicLong counter = new AtomicLong();
    private final byte[] privateKey = Ed25519Keys.newPrivateKey();
    private final CompactJws.PublicJwk publicKey;
    private final String admission;

    public ReportSigner(EnrolmentSecret secret, String instanceId, String nodeId, InstantSource clock) {
        byte[] key = Ed25519Keys.publicKey(privateKey);
        this.clock = clock;
        this.startedAtMillis = clock.millis();
        this.publicKey = CompactJws.PublicJwk.of(key);
        this.admission =
                CompactJws.encode(secret.mac(SignedReport.ADMISSION, SignedReport.admitted(instanceId, nodeId, key)));
    }

    /** The stamp of the next report; each may be used once. */
    public ReportStamp stamp() {
        return new ReportStamp(counter.incrementAndGet(), clock.millis(), startedAtMillis);
    }

    /** A compact JWS (RFC 7515 section 7.1) in ASCII, with the public key in its header. */
    public byte[] sign(Report report) {
        CompactJws.Header header =
                new CompactJws.Header(CompactJws.ALGORITHM, null, SignedReport.type(report), publicKey, admission);
        return CompactJws.sign(header, WireJson.write(report), privateKey);
    }
}
