package dev.portcullis.signature;

import dev.portcullis.model.KeyReport;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Report;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.model.WireJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A report as it stands on the nodes topic: the payload of a compact JWS that the node has signed. */
public final class SignedReport {
    private static final String NODE_REPORT = "portcullis-node-report+json";
    private static final String KEY_REPORT = "portcullis-key-report+json";

    /** What an enrolment secret is used for here. */
    static final String ADMISSION = "report";

    private SignedReport() {}

    /** What a record under the key of a report turned out to be. */
    public sealed interface Reading {
        /**
         * An admitted node has signed this report.
         *
         * @param process names the key, and so the process, base64url
         */
        record Read(Report report, String process) implements Reading {}

        /** The record says nothing that may be believed. */
        record Untrusted(Reason reason) implements Reading {}

        /** This version does not understand it, and so cannot tell whether its writer is admitted. */
        record Unreadable(String fault) implements Reading {}
    }

    /** Why a record may not be believed. */
    public enum Reason {
        /** It is no compact JWS with {@code EdDSA} and a public key. */
        NOT_SIGNED,
        /** Its {@code typ} is not that of a report: it was signed for another purpose. */
        OTHER_TYPE,
        BAD_SIGNATURE,
        /** No enrolment secret of the instance vouches for the key. */
        NOT_ADMITTED
    }

    static String type(Report report) {
        return switch (report) {
            case NodeReport node -> NODE_REPORT;
            case KeyReport keys -> KEY_REPORT;
        };
    }

    public static Reading read(byte[] record, EnrolmentSecrets secrets) {
        CompactJws jws = CompactJws.read(record);
        if (jws == null) {
            return new Reading.Untrusted(Reason.NOT_SIGNED);
        }
        String type = jws.header().typ();
        if (!NODE_REPORT.equals(type) && !KEY_REPORT.equals(type)) {
            return new Reading.Untrusted(Reason.OTHER_TYPE);
        }
        CompactJws.PublicJwk jwk = jws.header().jwk();
        byte[] key = jwk == null ? null : jwk.publicKey();
        if (key == null) {
            return new Reading.Untrusted(Reason.NOT_SIGNED);
        }
        if (!jws.isSignedBy(key)) {
            return new Reading.Untrusted(Reason.BAD_SIGNATURE);
        }
        Report report;
        try {
            report = NODE_REPORT.equals(type)
                    ? WireJson.readReport(jws.payload())
                    : WireJson.readKeyReport(jws.payload());
        } catch (UnknownItemException e) {
            return new Reading.Unreadable(String.valueOf(e.getMessage()));
        }
        String admission = jws.header().admission();
        byte[] vouched = admission == null ? null : CompactJws.decode(admission);
        return vouched != null && isAdmitted(secrets, report, key, vouched)
                ? new Reading.Read(report, CompactJws.encode(key))
                : new Reading.Untrusted(Reason.NOT_ADMITTED);
    }

    private static boolean isAdmitted(EnrolmentSecrets secrets, Report report, byte[] key, byte[] admission) {
        String instanceId = report.instanceId();
        return secrets.verify(instanceId, ADMISSION, admitted(instanceId, report.nodeId(), key), admission);
    }

    /** What an enrolment secret vouches for; each part with its length, so that no two sequences are the same bytes. */
    static byte[] admitted(String instanceId, String nodeId, byte[] publicKey) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (byte[] part : List.of(
                instanceId.getBytes(StandardCharsets.UTF_8), nodeId.getBytes(StandardCharsets.UTF_8), publicKey)) {
            message.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            message.writeBytes(part);
        }
        return message.toByteArray();
    }
}
