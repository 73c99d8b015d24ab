package dev.portcullis.policy;

import dev.portcullis.model.RequestPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the path of a request target into its canonical form in one pass: every segment percent-decoded once, dot segments
 * resolved, everything refused on which upstreams disagree. Linear in the length of the path; a path that is canonical
 * already is returned as it is.
 */
final class PathReader {
    private static final String HEX = "0123456789ABCDEF";
    /** What an allowed encoded slash is matched and forwarded as. */
    private static final String ENCODED_SLASH = "%2F";

    private final String raw;
    private final RequestPolicy policy;
    private final List<String> decodedSegments = new ArrayList<>();
    private final List<String> encodedSegments = new ArrayList<>();
    private final StringBuilder decoded = new StringBuilder();
    private final StringBuilder encoded = new StringBuilder();
    private int next;

    private PathReader(String raw, RequestPolicy policy) {
        this.raw = raw;
        this.policy = policy;
    }

    /** What became of a path. */
    sealed interface Path {
        record Canonical(String decoded, String encoded) implements Path {}

        record Refused(String detail) implements Path {}
    }

    /** @param raw starts with a slash, ends before the question mark */
    static Path read(String raw, RequestPolicy policy) {
        return isCanonical(raw) ? new Path.Canonical(raw, raw) : new PathReader(raw, policy).read();
    }

    /** Whether decoding, resolving and encoding would change nothing, and nothing is to be refused. */
    private static boolean isCanonical(String raw) {
        int segmentStart = 1;
        for (int i = 1; i <= raw.length(); i++) {
            boolean last = i == raw.length();
            if (last || raw.charAt(i) == '/') {
                int length = i - segmentStart;
                if ((length == 0 && !last) || (length > 0 && length <= 2 && isDots(raw, segmentStart, i))) {
                    return false;
                }
                segmentStart = i + 1;
            } else if (!isRaw(raw.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDots(CharSequence text, int start, int end) {
        int length = end - start;
        return length >= 1 && length <= 2 && text.charAt(start) == '.' && text.charAt(end - 1) == '.';
    }

    /** Unreserved characters, sub-delims except the semicolon, colon and at sign (RFC 3986 section 3.3). */
    private static boolean isRaw(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c < 0x80 && "-._~!$&'()*+,=:@".indexOf(c) >= 0);
    }

    private Path read() {
        next = 1;
        while (true) {
            String fault = readSegment();
            if (!fault.isEmpty()) {
                return new Path.Refused(fault);
            }
            boolean last = next >= raw.length();
            next++;
            fault = endSegment(last);
            if (!fault.isEmpty()) {
                return new Path.Refused(fault);
            }
            if (last) {
                return new Path.Canonical(
                        "/" + String.join("/", decodedSegments), "/" + String.join("/", encodedSegments));
            }
        }
    }

    /** Reads up to the next slash; answers a fault, or an empty text. */
    private String readSegment() {
        decoded.setLength(0);
        encoded.setLength(0);
        while (next < raw.length() && raw.charAt(next) != '/') {
            char c = raw.charAt(next);
            String fault;
            if (c == '%') {
                fault = readEscape();
            } else if (c <= ' ' || c >= 0x7f) {
                fault = "The path holds a control character, a space or a character outside ASCII";
            } else {
                next++;
                fault = append(c, c == ';');
            }
            if (!fault.isEmpty()) {
                return fault;
            }
        }
        return "";
    }

    private String readEscape() {
        int octet = octetAt(next);
        if (octet < 0) {
            return "The path holds an invalid percent escape";
        }
        if (octet == '/') {
            next += 3;
            decoded.append(ENCODED_SLASH);
            encoded.append(ENCODED_SLASH);
            return policy.allowEncodedSlash() ? "" : "The path holds an encoded slash";
        }
        if (octet < 0x80) {
            next += 3;
            return append((char) octet, false);
        }
        return readMultiOctet(octet);
    }

    /** Takes one decoded ASCII character. */
    private String append(char c, boolean rawSemicolon) {
        if (c < ' ' || c == 0x7f) {
            return "The path holds a control character";
        }
        if (c == '\\') {
            return "The path holds a backslash";
        }
        if (c == ';' && !policy.allowSemicolon()) {
            return "The path holds a semicolon";
        }
        decoded.append(c);
        if (isRaw(c) || rawSemicolon) {
            encoded.append(c);
        } else {
            appendEscape(c);
        }
        int length = decoded.length();
        boolean escapeRemains = length >= 3
                && decoded.charAt(length - 3) == '%'
                && hexDigit(decoded.charAt(length - 2)) >= 0
                && hexDigit(c) >= 0;
        return escapeRemains ? "The path is percent-encoded twice" : "";
    }

    /** One character of two to four octets, as strict as RFC 3629: no overlong forms, no surrogates. */
    private String readMultiOctet(int first) {
        int count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        int codePoint = first & (0x7f >> count);
        boolean valid = first >= 0xc2 && first <= 0xf4;
        for (int i = 1; i < count && valid; i++) {
            int octet = octetAt(next + 3 * i);
            valid = octet >= 0x80 && octet <= 0xbf;
            codePoint = codePoint << 6 | (octet & 0x3f);
        }
        boolean overlong = (count == 3 && codePoint < 0x800) || (count == 4 && codePoint < 0x10000);
        boolean surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
        if (!valid || overlong || surrogate || codePoint > Character.MAX_CODE_POINT) {
            return "The path is not UTF-8";
        }
        if (codePoint < 0xa0) {
            return "The path holds a control character";
        }
        for (int i = 0; i < count; i++) {
            appendEscape(octetAt(next + 3 * i));
        }
        decoded.appendCodePoint(codePoint);
        next += 3 * count;
        return "";
    }

    /** Puts the segment that was read on the stack, or resolves it; answers a fault, or an empty text. */
    private String endSegment(boolean last) {
        if (decoded.isEmpty()) {
            if (!last && !policy.allowEmptySegments()) {
                return "The path holds an empty segment";
            }
            push();
            return "";
        }
        if (!isDots(decoded, 0, decoded.length())) {
            if (hidesDots()) {
                return "The path holds a dot segment beside an encoded slash or a semicolon";
            }
            push();
            return "";
        }
        if (decoded.length() == 2) {
            if (decodedSegments.isEmpty()) {
                return "The path climbs above its root";
            }
            // Some servers merge slashes before they resolve dots and some after: the two end in different places.
            if (decodedSegments.removeLast().isEmpty()) {
                return "The path climbs over an empty segment";
            }
            encodedSegments.removeLast();
        }
        if (last) {
            decoded.setLength(0);
            encoded.setLength(0);
            push();
        }
        return "";
    }

    /** Whether a server that splits at encoded slashes or drops parameters would find a dot segment in this one. */
    private boolean hidesDots() {
        int start = 0;
        for (int i = 0; i <= decoded.length(); i++) {
            boolean slash = decoded.length() - i >= 3 && ENCODED_SLASH.contentEquals(decoded.subSequence(i, i + 3));
            if (i == decoded.length() || decoded.charAt(i) == ';' || slash) {
                if (isDots(decoded, start, i)) {
                    return true;
                }
                start = slash ? i + 3 : i + 1;
            }
        }
        return false;
    }

    private void push() {
        decodedSegments.add(decoded.toString());
        encodedSegments.add(encoded.toString());
    }

    private void appendEscape(int octet) {
        encoded.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
    }

    /** The octet of the escape at that index; -1 if there is no valid one. */
    private int octetAt(int index) {
        if (index + 2 >= raw.length() || raw.charAt(index) != '%') {
            return -1;
        }
        int high = hexDigit(raw.charAt(index + 1));
        int low = hexDigit(raw.charAt(index + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
