package dev.portcullis.policy;

import dev.portcullis.policy.pattern.HostName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads {@code host[:port]} as it stands in Host, {@code :authority} and absolute-form targets (RFC 9110 section 7.2). */
final class AuthorityReader {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_CHARS = 5;
    /** No port was given, or an empty one. */
    static final int NO_PORT = -1;

    private AuthorityReader() {}

    /** What an authority says. */
    sealed interface Authority {
        /** @param port {@link #NO_PORT} or 0–65535 */
        record Valid(String host, int port) implements Authority {}

        record Invalid(String detail) implements Authority {}
    }

    static Authority read(String text) {
        if (text.indexOf('@') >= 0) {
            return new Authority.Invalid("The host carries user information");
        }
        if (text.startsWith("[")) {
            return readBracketed(text);
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
            return new Authority.Invalid("The host is an IPv6 address without brackets");
        }
        String decoded = decodeRawUtf8(colon < 0 ? text : text.substring(0, colon));
        if (!(HostName.read(decoded) instanceof HostName.Reading.Host host)) {
            return new Authority.Invalid("The host is not a name or an address");
        }
        return withPort(host.text(), colon < 0 ? "" : text.substring(colon + 1));
    }

    private static Authority readBracketed(String text) {
        int close = text.indexOf(']');
        String rest = close < 0 ? "" : text.substring(close + 1);
        boolean wellFormed = close > 0 && (rest.isEmpty() || rest.startsWith(":"));
        if (wellFormed
                && HostName.read(text.substring(1, close)) instanceof HostName.Reading.Host host
                && host.kind() == HostName.Kind.IPV6) {
            return withPort(host.text(), rest.isEmpty() ? "" : rest.substring(1));
        }
        return new Authority.Invalid("The host is not a valid IPv6 literal");
    }

    private static Authority withPort(String host, String port) {
        if (port.isEmpty()) {
            return new Authority.Valid(host, NO_PORT);
        }
        int value = 0;
        for (int i = 0; i < port.length(); i++) {
            char c = port.charAt(i);
            if (c < '0' || c > '9' || i >= MAX_PORT_CHARS) {
                return new Authority.Invalid("The port is not a number from 0 to 65535");
            }
            value = value * 10 + (c - '0');
        }
        return value > MAX_PORT
                ? new Authority.Invalid("The port is not a number from 0 to 65535")
                : new Authority.Valid(host, value);
    }

    /** Servers hand over raw octets as the characters 80–FF; where they are UTF-8, that is what the client meant. */
    private static String decodeRawUtf8(String text) {
        boolean octets = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xff) {
                return text;
            }
            octets |= c >= 0x80;
        }
        if (!octets) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }
}
