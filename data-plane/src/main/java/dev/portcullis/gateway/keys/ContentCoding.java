package dev.portcullis.gateway.keys;

import dev.portcullis.gateway.keys.FetchFailure.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what a provider has coded (RFC 9110 section 8.4). It is done here and not in Netty's pipeline, where the octets of
 * one read, a thousand times as many once decoded, would be there before anybody could count them.
 */
sealed interface ContentCoding {
    /** What is sent as {@code Accept-Encoding}. */
    String ACCEPTED = "gzip";

    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    record Decoded(byte[] body) implements ContentCoding {}

    record Refused(FetchFailure failure) implements ContentCoding {}

    /**
     * Decodes a body.
     *
     * @param coding the value of {@code Content-Encoding}; null if there is none
     * @param maxBytes of the decoded body; no more than one beyond them are decoded
     */
    static ContentCoding decode(byte[] body, @Nullable String coding, int maxBytes) {
        return switch (coding == null ? "identity" : coding.strip().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> new Decoded(body);
            case "gzip", "x-gzip" -> gunzip(body, maxBytes);
            default -> refused("a content coding other than gzip, or several (expected: gzip or none)");
        };
    }

    private static ContentCoding gunzip(byte[] body, int maxBytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] decoded = in.readNBytes(maxBytes + 1);
            return decoded.length > maxBytes ? new Refused(FetchFailure.tooLarge(maxBytes)) : new Decoded(decoded);
        } catch (IOException e) {
            return refused("not what its content coding gzip says, or cut off (expected: gzip)");
        }
    }

    private static ContentCoding refused(String detail) {
        return new Refused(new FetchFailure(Reason.ENCODING_REFUSED, detail));
    }
}
