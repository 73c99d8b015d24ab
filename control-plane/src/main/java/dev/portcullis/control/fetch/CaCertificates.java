package dev.portcullis.control.fetch;

import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.TextLimit;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certificates in PEM (RFC 7468). Nothing but certificates is let in, because they are answered; text between them is
 * dropped.
 */
final class CaCertificates {
    static final int MAX_CERTIFICATES = 16;
    static final int MAX_CHARS = 64 * 1024;

    private static final TextLimit PEM = TextLimit.prose(MAX_CHARS);
    private static final String BEGIN = "-----BEGIN ";
    private static final String BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----";
    private static final String END_CERTIFICATE = "-----END CERTIFICATE-----";
    private static final String EXPECTED =
            " (expected: 1 to " + MAX_CERTIFICATES + " X.509 certificates in PEM, and nothing secret)";

    private CaCertificates() {}

    /** The certificates in one spelling, so that the same ones are the same text; null if absent, or with a fault noted. */
    static @Nullable String read(FieldReader in, String name) {
        String text = in.text(name, PEM);
        if (text == null) {
            return null;
        }
        List<String> certificates = new ArrayList<>();
        int from = text.indexOf(BEGIN);
        while (from >= 0) {
            int end = text.indexOf(END_CERTIFICATE, from);
            String certificate = !text.startsWith(BEGIN_CERTIFICATE, from) || end < 0
                    ? null
                    : canonical(text.substring(from + BEGIN_CERTIFICATE.length(), end));
            if (certificate == null) {
                in.faults()
                        .add(in.pathOf(name), "block " + (certificates.size() + 1) + " is no certificate" + EXPECTED);
                return null;
            }
            certificates.add(certificate);
            from = text.indexOf(BEGIN, end);
        }
        if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
            in.faults().add(in.pathOf(name), certificates.size() + " certificates" + EXPECTED);
            return null;
        }
        return String.join("", certificates);
    }

    private static @Nullable String canonical(String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
            byte[] certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getEncoded();
            String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
            return BEGIN_CERTIFICATE + "\n" + lines + "\n" + END_CERTIFICATE + "\n";
        } catch (IllegalArgumentException | CertificateException e) {
            return null;
        }
    }
}
