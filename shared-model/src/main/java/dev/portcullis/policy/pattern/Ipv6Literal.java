package dev.portcullis.policy.pattern;

import org.jspecify.annotations.Nullable;

/** IPv6 addresses as text: any spelling of RFC 4291 section 2.2 in, the one of RFC 5952 out. No zones. */
final class Ipv6Literal {
    private static final int GROUPS = 8;
    private static final int MAX_CHARS = 45;

    private Ipv6Literal() {}

    /** The canonical text without brackets; null if it is no IPv6 address. */
    static @Nullable String canonical(String text) {
        int[] groups = parse(text);
        return groups == null ? null : print(groups);
    }

    private static int @Nullable [] parse(String text) {
        if (text.length() > MAX_CHARS) {
            return null;
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            int[] all = new int[GROUPS];
            return groups(text, all) == GROUPS ? all : null;
        }
        int[] head = new int[GROUPS];
        int[] tail = new int[GROUPS];
        String before = text.substring(0, gap);
        int headCount = before.indexOf('.') >= 0 ? -1 : groups(before, head);
        int tailCount = groups(text.substring(gap + 2), tail);
        // "::" stands for one group of zeros at least.
        if (headCount < 0 || tailCount < 0 || headCount + tailCount >= GROUPS) {
            return null;
        }
        System.arraycopy(tail, 0, head, GROUPS - tailCount, tailCount);
        return head;
    }

    /** Reads groups separated by single colons, the last two perhaps as dotted decimal; -1 if they are none. */
    private static int groups(String text, int[] into) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean dotted = i == parts.length - 1 && parts[i].indexOf('.') >= 0;
            if (count + (dotted ? 2 : 1) > GROUPS) {
                return -1;
            }
            if (dotted) {
                long v4 = HostName.ipv4(parts[i]);
                if (v4 < 0) {
                    return -1;
                }
                into[count++] = (int) (v4 >>> 16);
                into[count++] = (int) (v4 & 0xffff);
            } else {
                int group = hexGroup(parts[i]);
                if (group < 0) {
                    return -1;
                }
                into[count++] = group;
            }
        }
        return count;
    }

    private static int hexGroup(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static String print(int[] groups) {
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestStart = i;
                bestLength = end - i;
            }
        }
        StringBuilder out = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestStart) {
                out.append("::");
                i += bestLength - 1;
            } else {
                boolean separated = out.isEmpty() || out.charAt(out.length() - 1) == ':';
                out.append(separated ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }
}
