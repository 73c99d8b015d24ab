package dev.portcullis.policy.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What stands between the quotes of a JSON string (RFC 8259 section 7): strict UTF-8, escapes, no half surrogate pairs. */
final class JsonText {
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;

    private JsonText() {}

    /** @return null if the octets are not the inside of a string, quotes and control characters aside */
    static @Nullable String decode(byte[] utf8, int start, int end) {
        try {
            String written = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8, start, end - start))
                    .toString();
            String text = unescape(written);
            return text != null && isWhole(text) ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable String unescape(String written) {
        StringBuilder text = new StringBuilder(written.length());
        int at = 0;
        int escape = written.indexOf('\\');
        while (escape >= 0) {
            text.append(written, at, escape);
            char kind = escape + 1 < written.length() ? written.charAt(escape + 1) : 0;
            int unit = kind == 'u' ? hex(written, escape + 2) : simple(kind);
            if (unit < 0) {
                return null;
            }
            text.append((char) unit);
            at = escape + 2 + (kind == 'u' ? HEX_DIGITS : 0);
            escape = written.indexOf('\\', at);
        }
        return text.append(written, at, written.length()).toString();
    }

    /** What an escape of one character stands for; negative if it is none. */
    private static int simple(char kind) {
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> -1;
        };
    }

    /** Four digits; negative if they are not there. */
    private static int hex(String written, int start) {
        if (start + HEX_DIGITS > written.length()) {
            return -1;
        }
        int unit = 0;
        for (int i = start; i < start + HEX_DIGITS; i++) {
            char c = written.charAt(i);
            // Character.digit knows the digits of other scripts, too.
            int digit = c < 0x80 ? Character.digit(c, HEX) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit * HEX + digit;
        }
        return unit;
    }

    /** Octets that are UTF-8 hold no half pairs, but escapes may. */
    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
