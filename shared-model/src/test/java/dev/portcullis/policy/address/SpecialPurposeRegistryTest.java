package dev.portcullis.policy.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What may be dialled, beside the registries of IANA for special-purpose addresses as they stood in October 2025. */
class SpecialPurposeRegistryTest {
    /**
     * What the registries call not globally reachable, or deprecated; multicast; and of IPv6 all that lies outside 2000::/3
     * (RFC 4291 section 2.4). What the registries except within 192.0.0.0/24 and 2001::/23 (anycast of PCP and TURN, AMT,
     * AS112, ORCHIDv2, ids of drones) is refused with the rest: nobody publishes keys there.
     */
    static final List<String> NOT_REACHABLE = List.of(
            "0.0.0.0/8", // RFC 791
            "10.0.0.0/8", // RFC 1918
            "100.64.0.0/10", // RFC 6598
            "127.0.0.0/8", // RFC 1122
            "169.254.0.0/16", // RFC 3927
            "172.16.0.0/12", // RFC 1918
            "192.0.0.0/24", // RFC 6890
            "192.0.0.0/29", // RFC 7335
            "192.0.0.8/32", // RFC 7600
            "192.0.0.170/32", // RFC 7050
            "192.0.0.171/32", // RFC 7050
            "192.0.2.0/24", // RFC 5737
            "192.88.99.0/24", // RFC 7526
            "192.168.0.0/16", // RFC 1918
            "198.18.0.0/15", // RFC 2544
            "198.51.100.0/24", // RFC 5737
            "203.0.113.0/24", // RFC 5737
            "224.0.0.0/4", // RFC 5771
            "240.0.0.0/4", // RFC 1112
            "255.255.255.255/32", // RFC 919
            "0::/3",
            "::/128", // RFC 4291
            "::1/128", // RFC 4291
            "64:ff9b:1::/48", // RFC 8215
            "100::/64", // RFC 6666
            "100:0:0:1::/64", // RFC 9780
            "2001::/23", // RFC 2928
            "2001::/32", // RFC 4380
            "2001:2::/48", // RFC 5180
            "2001:10::/28", // RFC 4843
            "2001:db8::/32", // RFC 3849
            "3fff::/20", // RFC 9637
            "4000::/2",
            "5f00::/16", // RFC 9602
            "8000::/1",
            "fc00::/7", // RFC 4193
            "fe80::/10", // RFC 4291
            "fec0::/10", // RFC 3879
            "ff00::/8"); // RFC 4291

    /** What the registries call globally reachable. */
    static final List<String> REACHABLE = List.of(
            "192.31.196.0/24", // RFC 7535
            "192.52.193.0/24", // RFC 7450
            "192.175.48.0/24", // RFC 7534
            "2620:4f:8000::/48"); // RFC 7534

    private static final AddressPolicy STRICT = new AddressPolicy(List.of());

    /** A block by its first and last address. */
    private record Block(int octets, BigInteger first, BigInteger last) {
        static Block of(String text) {
            String[] parts = text.split("/", 2);
            byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
            BigInteger first = new BigInteger(1, address);
            BigInteger size = BigInteger.ONE.shiftLeft(address.length * 8 - Integer.parseInt(parts[1]));
            return new Block(address.length, first, first.add(size).subtract(BigInteger.ONE));
        }

        boolean contains(BigInteger address) {
            return address.compareTo(first) >= 0 && address.compareTo(last) <= 0;
        }

        boolean isThere(BigInteger address) {
            return address.signum() >= 0 && address.bitLength() <= octets * 8;
        }
    }

    private static boolean mayDial(int octets, BigInteger address) {
        byte[] signed = address.toByteArray();
        byte[] plain = new byte[octets];
        int length = Math.min(octets, signed.length);
        System.arraycopy(signed, signed.length - length, plain, octets - length, length);
        try {
            return STRICT.mayDial(InetAddress.getByAddress(plain));
        } catch (UnknownHostException e) {
            throw new AssertionError(Arrays.toString(plain), e);
        }
    }

    private static boolean isListed(int octets, BigInteger address) {
        return NOT_REACHABLE.stream()
                .map(Block::of)
                .anyMatch(block -> block.octets() == octets && block.contains(address));
    }

    @ParameterizedTest
    @FieldSource("NOT_REACHABLE")
    void a_block_that_is_not_reachable_is_dialled_from_its_first_to_its_last_address_never(String text) {
        Block block = Block.of(text);

        assertThat(mayDial(block.octets(), block.first())).as("first").isFalse();
        assertThat(mayDial(block.octets(), block.last())).as("last").isFalse();
    }

    @ParameterizedTest
    @FieldSource("NOT_REACHABLE")
    void the_addresses_around_it_are_dialled_unless_another_block_has_them(String text) {
        Block block = Block.of(text);

        assertThat(Stream.of(
                                block.first().subtract(BigInteger.ONE),
                                block.last().add(BigInteger.ONE))
                        .filter(block::isThere))
                .allSatisfy(address -> assertThat(mayDial(block.octets(), address))
                        .as(address.toString(16))
                        .isNotEqualTo(isListed(block.octets(), address)));
    }

    @ParameterizedTest
    @FieldSource("REACHABLE")
    void a_block_that_is_reachable_is_dialled(String text) {
        Block block = Block.of(text);

        assertThat(mayDial(block.octets(), block.first())).as("first").isTrue();
        assertThat(mayDial(block.octets(), block.last())).as("last").isTrue();
    }
}
