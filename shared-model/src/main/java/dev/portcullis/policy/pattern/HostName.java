package dev.portcullis.policy.pattern;

import java.net.IDN;
import java.util.Locale;

/** Host names and addresses in the one form in which they are compared. Every method takes linear time. */
public final class HostName {
    private static final int MAX_NAME_CHARS = 253;
    private static final int MAX_LABEL_CHARS = 63;
    /** Far above any name that could become 253 A-label characters; bounds the work of IDN. */
    private static final int MAX_INPUT_CHARS = 1_024;

    private HostName() {}

    /** What a text is as a host. */
    public sealed interface Reading {
        /**
         * A host.
         *
         * @param text lower case, A-labels, without trailing dot; an IPv6 address as in RFC 5952, without brackets
         */
        record Host(String text, Kind kind) implements Reading {}

        /**
         * No host.
         *
         * @param expected a fixed text that quotes nothing of what was read
         */
        record NoHost(String expected) implements Reading {}
    }

    /** The kinds of hosts. */
    public enum Kind {
        NAME,
        IPV4,
        IPV6
    }

    /**
     * Reads a name, an IPv4 address, or an IPv6 address without brackets. One trailing dot of a name is removed;
     * international names become A-labels (IDNA; characters that its two versions map differently are refused).
     */
    public static Reading read(String text) {
        if (text.isEmpty()) {
            return new Reading.NoHost("a name or an address, not nothing");
        }
        if (text.length() > MAX_INPUT_CHARS) {
            return new Reading.NoHost("at most 253 characters");
        }
        if (text.indexOf(':') >= 0) {
            String address = Ipv6Literal.canonical(text);
            return address == null
                    ? new Reading.NoHost("an IPv6 address without zone")
                    : new Reading.Host(address, Kind.IPV6);
        }
        String ascii = text;
        if (!isAscii(text)) {
            ascii = toALabels(text);
            if (ascii.isEmpty()) {
                return new Reading.NoHost("an international name that IDNA knows; write it as A-labels (xn--…)");
            }
        }
        String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        return readAscii(name.toLowerCase(Locale.ROOT));
    }

    private static Reading readAscii(String name) {
        if (name.length() > MAX_NAME_CHARS) {
            return new Reading.NoHost("at most 253 characters");
        }
        int labelStart = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                if (i == labelStart || i - labelStart > MAX_LABEL_CHARS) {
                    return new Reading.NoHost("labels of 1 to 63 characters");
                }
                if (i < name.length()) {
                    labelStart = i + 1;
                }
            } else if (!isLabelChar(name.charAt(i))) {
                return new Reading.NoHost("letters, digits, hyphens and underscores in labels separated by dots");
            }
        }
        if (!looksNumeric(name.substring(labelStart))) {
            return new Reading.Host(name, Kind.NAME);
        }
        // Resolvers read 127.1, 0x7f.1 and 010.0.0.1 as addresses, each in its own way: only the plain form is one
        // here.
        return ipv4(name) < 0
                ? new Reading.NoHost("an IPv4 address of four decimal numbers without leading zeros")
                : new Reading.Host(name, Kind.IPV4);
    }

    private static boolean isLabelChar(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean looksNumeric(String label) {
        int start = label.startsWith("0x") ? 2 : 0;
        int radix = start == 2 ? 16 : 10;
        for (int i = start; i < label.length(); i++) {
            if (Character.digit(label.charAt(i), radix) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The value of a strict dotted-decimal address, 0 to 2^32-1; -1 if it is none. */
    static long ipv4(String text) {
        long value = 0;
        int numbers = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) != '.') {
                if (text.charAt(i) < '0' || text.charAt(i) > '9' || i - start > 2) {
                    return -1;
                }
                continue;
            }
            int digits = i - start;
            if (digits == 0 || (digits > 1 && text.charAt(start) == '0') || ++numbers > 4) {
                return -1;
            }
            int number = Integer.parseInt(text, start, i, 10);
            if (number > 255) {
                return -1;
            }
            value = value << 8 | number;
            start = i + 1;
        }
        return numbers == 4 ? value : -1;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Empty if IDNA has no form for it. */
    private static String toALabels(String text) {
        if (text.codePoints().anyMatch(HostName::isMappedInTwoWays)) {
            return "";
        }
        try {
            return IDN.toASCII(text);
        } catch (RuntimeException e) {
            // IllegalArgumentException is what IDN declares; of labels beyond 1,000 characters it throws another one.
            return "";
        }
    }

    /**
     * Whether IDNA of 2003, which is the JDK's, maps a character to another name than UTS #46, which is that of browsers. Those
     * are the deviation characters, a hyphen that only one of the two drops, capitals whose small letters are younger than
     * Unicode 3.2, and the ideographs of Corrigendum 4.
     */
    private static boolean isMappedInTwoWays(int c) {
        return switch (c) {
            case 0xdf, 0x1e9e, 0x3c2, 0x200c, 0x200d, 0x1806 -> true;
            case 0x4c0, 0x2132, 0x2183 -> true;
            case 0x2f868, 0x2f874, 0x2f91f, 0x2f95f, 0x2f9bf -> true;
            default -> c >= 0x10a0 && c <= 0x10c5;
        };
    }
}
