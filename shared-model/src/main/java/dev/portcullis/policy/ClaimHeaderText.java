package dev.portcullis.policy;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.portcullis.policy.token.JsonNumber;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A claim as the value of a header field. */
final class ClaimHeaderText {
    private static final String HEX = "0123456789ABCDEF";

    private ClaimHeaderText() {}

    /**
     * Strings as they are, with non-ASCII, control characters, the percent sign, and spaces at either end percent-encoded as
     * UTF-8; numbers and booleans as JSON; arrays and objects as JSON in base64url.
     *
     * @return null for an absent claim
     */
    static @Nullable String of(@Nullable Object claim) {
        return switch (claim) {
            case null -> null;
            case String text -> encode(text);
            case JsonNumber number -> number.text();
            case Boolean truth -> truth.toString();
            default -> {
                StringBuilder json = new StringBuilder();
                write(claim, json);
                yield Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            int octet = octets[i] & 0xff;
            // A field value has no outer spaces (RFC 9110 section 5.5): receivers would drop them.
            boolean outerSpace = octet == ' ' && (i == 0 || i == octets.length - 1);
            // A percent sign left as it is would let "%61dmin" pass for "admin" where the upstream decodes.
            if (octet < ' ' || octet >= 0x7f || octet == '%' || outerSpace) {
                out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
            } else {
                out.append((char) octet);
            }
        }
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case String text -> quote(text, out);
            case JsonNumber number -> out.append(number.text());
            case List<?> list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    write(list.get(i), out);
                }
                out.append(']');
            }
            case Map<?, ?> object -> {
                out.append('{');
                String separator = "";
                for (Map.Entry<?, ?> member : object.entrySet()) {
                    out.append(separator);
                    quote(String.valueOf(member.getKey()), out);
                    out.append(':');
                    write(member.getValue(), out);
                    separator = ",";
                }
                out.append('}');
            }
            default -> out.append(value);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }
}
