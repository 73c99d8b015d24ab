package dev.portcullis.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.model.KeyReport;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Removal;
import dev.portcullis.model.Report;
import dev.portcullis.model.ReportStamp;
import dev.portcullis.signature.SignedReport.Reading;
import dev.portcullis.signature.SignedReport.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedReportTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final String SHARED = secret("sixteen bytes or more");
    private static final String OWN = secret("another of sixteen bytes");

    private final EnrolmentSecrets secrets = EnrolmentSecrets.parse("*:" + SHARED + ", alone:" + OWN);

    private static String secret(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ReportSigner signer(String secret, String instanceId, String nodeId) {
        return new ReportSigner(EnrolmentSecret.parse(secret), instanceId, nodeId, () -> NOW);
    }

    private static NodeReport report(String instanceId, String nodeId, ReportStamp stamp) {
        return new NodeReport(
                Report.FORMAT, instanceId, nodeId, "test", NodeReport.State.STARTING, 0, null, null, null, null, stamp);
    }

    private Reading read(ReportSigner signer, String instanceId, String nodeId) {
        return SignedReport.read(signer.sign(report(instanceId, nodeId, signer.stamp())), secrets);
    }

    private static Reading untrusted(Reason reason) {
        return new Reading.Untrusted(reason);
    }

    @Test
    void reports_of_an_admitted_node_are_read_with_rising_stamps_and_name_its_key() {
        ReportSigner signer = signer(SHARED, "demo", "n1");
        NodeReport first = report("demo", "n1", signer.stamp());
        KeyReport second = KeyReport.gone("demo", "n1", "source", "https://keys.example", signer.stamp());

        Reading.Read readFirst = (Reading.Read) SignedReport.read(signer.sign(first), secrets);
        Reading.Read readSecond = (Reading.Read) SignedReport.read(signer.sign(second), secrets);

        assertThat(readFirst.report()).isEqualTo(first);
        assertThat(readSecond.report()).isEqualTo(second);
        assertThat(readSecond.process()).isEqualTo(readFirst.process());
        assertThat(second.stamp().isAfter(first.stamp())).isTrue();
        assertThat(first.stamp()).isEqualTo(new ReportStamp(1, NOW.toEpochMilli(), NOW.toEpochMilli()));
        Reading.Read other = (Reading.Read) read(signer(SHARED, "demo", "n1"), "demo", "n1");
        assertThat(other.process()).isNotEqualTo(readFirst.process());
    }

    @ParameterizedTest
    @CsvSource({"demo, n2", "other, n1", "demo/n1, ''", "dem, on1"})
    void a_key_that_is_admitted_for_one_node_speaks_for_no_other(String instanceId, String nodeId) {
        assertThat(read(signer(SHARED, "demo", "n1"), "demo", "n1")).isInstanceOf(Reading.Read.class);
        assertThat(read(signer(SHARED, "demo", "n1"), instanceId, nodeId)).isEqualTo(untrusted(Reason.NOT_ADMITTED));
    }

    @Test
    void a_secret_of_one_instance_admits_to_no_other_and_an_unknown_one_to_none() {
        assertThat(read(signer(OWN, "alone", "n1"), "alone", "n1")).isInstanceOf(Reading.Read.class);
        assertThat(read(signer(OWN, "demo", "n1"), "demo", "n1")).isEqualTo(untrusted(Reason.NOT_ADMITTED));
        String unknown = secret("a secret that nobody knows");
        assertThat(read(signer(unknown, "demo", "n1"), "demo", "n1")).isEqualTo(untrusted(Reason.NOT_ADMITTED));
    }

    @Test
    void what_was_changed_after_the_signature_is_not_believed() {
        ReportSigner signer = signer(SHARED, "demo", "n1");
        String mine = ascii(signer.sign(report("demo", "n1", signer.stamp())));
        String other = ascii(signer.sign(report("demo", "n1", signer.stamp())));
        String[] parts = mine.split("\\.");
        String mixed = parts[0] + "." + other.split("\\.")[1] + "." + parts[2];

        assertThat(SignedReport.read(bytes(mine), secrets)).isInstanceOf(Reading.Read.class);
        assertThat(SignedReport.read(bytes(mixed), secrets)).isEqualTo(untrusted(Reason.BAD_SIGNATURE));
        assertThat(SignedReport.read(bytes(parts[1]), secrets)).isEqualTo(untrusted(Reason.NOT_SIGNED));
        assertThat(SignedReport.read(bytes("{}"), secrets)).isEqualTo(untrusted(Reason.NOT_SIGNED));
    }

    @Test
    void an_admission_that_was_copied_from_another_node_admits_no_key_of_ones_own() {
        ReportSigner node = signer(SHARED, "demo", "n1");
        CompactJws seen = Objects.requireNonNull(CompactJws.read(node.sign(report("demo", "n1", node.stamp()))));
        byte[] forgersKey = Ed25519Keys.newPrivateKey();
        CompactJws.Header header = new CompactJws.Header(
                CompactJws.ALGORITHM,
                null,
                seen.header().typ(),
                CompactJws.PublicJwk.of(Ed25519Keys.publicKey(forgersKey)),
                seen.header().admission());

        byte[] forged = CompactJws.sign(header, seen.payload(), forgersKey);

        assertThat(SignedReport.read(forged, secrets)).isEqualTo(untrusted(Reason.NOT_ADMITTED));
    }

    @Test
    void removals_are_read_if_a_trusted_key_signed_them_and_are_no_reports_nor_reports_removals() {
        SigningKeys keys = SigningKeys.parse(SigningKeys.generate("one"));
        SigningKeys others = SigningKeys.parse(SigningKeys.generate("one"));
        Removal removal = Removal.of("demo/n1", new ReportStamp(3, 2, 1));
        byte[] signed = SignedRemoval.write(removal, keys);
        ReportSigner signer = signer(SHARED, "demo", "n1");

        assertThat(SignedRemoval.read(signed, keys.trusted())).contains(removal);
        assertThat(SignedRemoval.read(signed, others.trusted())).isEmpty();
        assertThat(SignedReport.read(signed, secrets)).isEqualTo(untrusted(Reason.OTHER_TYPE));
        assertThat(SignedRemoval.read(signer.sign(report("demo", "n1", signer.stamp())), keys.trusted()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*:c2hvcnQ=; enrolment secret 1: 5 bytes (expected: 16 or more)",
                "c2l4dGVlbiBieXRlcyBvciBtb3Jl; enrolment secret 1: no instance (expected: instance:base64, or *:base64)",
                "*:c2l4dGVlbiBieXRlcyBvciBtb3Jl,demo:***; enrolment secret 2: no base64 (expected: base64 of 16 bytes or more)"
            })
    void a_secret_that_cannot_be_used_is_named_by_its_place(String text, String message) {
        assertThatThrownBy(() -> EnrolmentSecrets.parse(text)).hasMessage(message);
    }

    @Test
    void secrets_show_themselves_in_no_text() {
        assertThat(secrets.toString()).doesNotContain(SHARED, OWN).contains("alone");
        assertThat(EnrolmentSecret.parse(SHARED).toString()).doesNotContain(SHARED);
    }

    private static String ascii(byte[] jws) {
        return new String(jws, StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
