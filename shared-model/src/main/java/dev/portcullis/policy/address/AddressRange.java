package dev.portcullis.policy.address;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of IP addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}. Immutable. */
public final class AddressRange {
    /**
     * The JDK reads {@code 10.1} as 10.0.0.1, where whoever writes {@code 10.1/16} means 10.1.0.0; and 010, which is eight
     * elsewhere, as ten.
     */
    private static final Pattern TEXT = Pattern.compile(
            "((?:(?:0|[1-9][0-9]*)\\.){3}(?:0|[1-9][0-9]*)|[0-9a-fA-F.]*:[0-9a-fA-F.:]*)(?:/([0-9]{1,3}))?");

    private static final int IPV6_BYTES = 16;

    private final byte[] network;
    private final int prefixBits;

    private AddressRange(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Reads a range; without a prefix length it is one address.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static AddressRange parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            try {
                byte[] network = InetAddress.ofLiteral(matcher.group(1)).getAddress();
                String prefix = matcher.group(2);
                int bits = prefix == null ? network.length * 8 : Integer.parseInt(prefix);
                // Of an IPv4-mapped address, which the JDK reads as IPv4, the prefix would be another one.
                boolean asWritten = text.indexOf(':') < 0 || network.length == IPV6_BYTES;
                if (bits <= network.length * 8 && asWritten) {
                    return new AddressRange(network, bits);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(text + " (expected: address/prefix)", e);
            }
        }
        throw new IllegalArgumentException(text + " (expected: address/prefix)");
    }

    /** ::ffff:0:0/96, which no text gives: the JDK reads IPv4-mapped addresses as IPv4. */
    static AddressRange ipv4Mapped() {
        byte[] network = new byte[16];
        network[10] = (byte) 0xff;
        network[11] = (byte) 0xff;
        return new AddressRange(network, 96);
    }

    /** @param address 4 or 16 octets */
    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = prefixBits / 8;
        if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
            return false;
        }
        int rest = prefixBits % 8;
        return rest == 0 || (address[whole] & 0xff) >> (8 - rest) == (network[whole] & 0xff) >> (8 - rest);
    }
}
