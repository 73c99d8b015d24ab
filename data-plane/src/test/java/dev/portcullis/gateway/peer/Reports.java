package dev.portcullis.gateway.peer;

import dev.portcullis.model.KeyReport;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Report;
import dev.portcullis.signature.EnrolmentSecrets;
import dev.portcullis.signature.SignedReport;
import java.util.Base64;

/** Reads what nodes report as the control plane does: only what is signed by a node that holds the enrolment secret. */
public final class Reports {
    /** As a node is told it. */
    public static final String SECRET = Base64.getEncoder().encodeToString(new byte[16]);

    private static final EnrolmentSecrets SECRETS = EnrolmentSecrets.parse("*:" + SECRET);

    private Reports() {}

    public static NodeReport node(byte[] record) {
        return (NodeReport) report(record);
    }

    public static KeyReport keys(byte[] record) {
        return (KeyReport) report(record);
    }

    private static Report report(byte[] record) {
        return switch (SignedReport.read(record, SECRETS)) {
            case SignedReport.Reading.Read read -> read.report();
            case SignedReport.Reading.Untrusted untrusted -> throw new AssertionError(untrusted);
            case SignedReport.Reading.Unreadable unreadable -> throw new AssertionError(unreadable);
        };
    }
}
