package dev.portcullis.policy.address;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be dialled: public ones, and those that the operator allows. Without it, whoever may write a rule
 * could make the nodes reach into their own network. Immutable.
 */
public final class AddressPolicy {
    private record Use(AddressRange range, AddressKind kind) {}

    /** The first range that contains an IPv4 address tells its kind; in none: public. */
    private static final List<Use> IPV4 = List.of(
            use("0.0.0.0/8", AddressKind.UNSPECIFIED),
            use("127.0.0.0/8", AddressKind.LOOPBACK),
            use("169.254.169.254", AddressKind.METADATA),
            use("168.63.129.16", AddressKind.METADATA), // Azure's, though it looks public
            use("100.100.100.200", AddressKind.METADATA), // Alibaba's
            use("192.0.0.192", AddressKind.METADATA), // Oracle's
            use("169.254.0.0/16", AddressKind.LINK_LOCAL),
            use("10.0.0.0/8", AddressKind.PRIVATE),
            use("172.16.0.0/12", AddressKind.PRIVATE),
            use("192.168.0.0/16", AddressKind.PRIVATE),
            use("100.64.0.0/10", AddressKind.CARRIER),
            use("192.0.0.0/24", AddressKind.RESERVED),
            use("192.0.2.0/24", AddressKind.RESERVED),
            use("192.88.99.0/24", AddressKind.RESERVED),
            use("198.18.0.0/15", AddressKind.RESERVED),
            use("198.51.100.0/24", AddressKind.RESERVED),
            use("203.0.113.0/24", AddressKind.RESERVED),
            use("224.0.0.0/4", AddressKind.MULTICAST),
            use("255.255.255.255", AddressKind.BROADCAST),
            use("240.0.0.0/4", AddressKind.RESERVED));

    /** The first range that contains an IPv6 address tells its kind; in none: reserved, as only 2000::/3 is in use. */
    private static final List<Use> IPV6 = List.of(
            use("::", AddressKind.UNSPECIFIED),
            use("::1", AddressKind.LOOPBACK),
            use("fd00:ec2::254", AddressKind.METADATA),
            use("fd20:ce::254", AddressKind.METADATA),
            use("fe80::/10", AddressKind.LINK_LOCAL),
            use("fc00::/7", AddressKind.PRIVATE),
            use("fec0::/10", AddressKind.PRIVATE),
            use("ff00::/8", AddressKind.MULTICAST),
            use("2001::/23", AddressKind.RESERVED),
            use("2001:db8::/32", AddressKind.RESERVED),
            use("3fff::/20", AddressKind.RESERVED),
            // These two are as public as the IPv4 address within.
            new Use(AddressRange.ipv4Mapped(), AddressKind.PUBLIC),
            use("64:ff9b::/96", AddressKind.PUBLIC),
            use("2000::/3", AddressKind.PUBLIC));

    private static final AddressRange MAPPED = AddressRange.ipv4Mapped();
    private static final AddressRange TRANSLATED = AddressRange.parse("64:ff9b::/96");
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");

    private final List<AddressRange> allowed;

    /** @param allowed that may be dialled although they are not public */
    public AddressPolicy(List<AddressRange> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    public boolean mayDial(InetAddress address) {
        byte[] octets = address.getAddress();
        if (isAllowed(octets)) {
            return true;
        }
        byte[] inner = embedded(octets);
        return ownKindOf(octets) == AddressKind.PUBLIC
                && (inner == null || kindOf(inner) == AddressKind.PUBLIC || isAllowed(inner));
    }

    private boolean isAllowed(byte[] address) {
        return allowed.stream().anyMatch(range -> range.contains(address));
    }

    /** @param address 4 or 16 octets */
    public static AddressKind kindOf(byte[] address) {
        AddressKind own = ownKindOf(address);
        byte[] inner = embedded(address);
        return own == AddressKind.PUBLIC && inner != null ? kindOf(inner) : own;
    }

    private static AddressKind ownKindOf(byte[] address) {
        for (Use use : address.length == 4 ? IPV4 : IPV6) {
            if (use.range.contains(address)) {
                return use.kind;
            }
        }
        return address.length == 4 ? AddressKind.PUBLIC : AddressKind.RESERVED;
    }

    /** The IPv4 address that an IPv6 address leads to by mapping, NAT64, 6to4 or ISATAP; null if it leads to none. */
    private static byte @Nullable [] embedded(byte[] address) {
        if (address.length == 4) {
            return null;
        }
        boolean isatap =
                (address[8] & 0xfd) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
        if (isatap || MAPPED.contains(address) || TRANSLATED.contains(address)) {
            return Arrays.copyOfRange(address, 12, 16);
        }
        return SIX_TO_FOUR.contains(address) ? Arrays.copyOfRange(address, 2, 6) : null;
    }

    private static Use use(String range, AddressKind kind) {
        return new Use(AddressRange.parse(range), kind);
    }
}
