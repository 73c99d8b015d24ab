package dev.portcullis.policy.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private final AddressPolicy strict = new AddressPolicy(List.of());

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,UNSPECIFIED",
        "0.1.2.3,UNSPECIFIED",
        "127.0.0.1,LOOPBACK",
        "127.255.255.255,LOOPBACK",
        "10.0.0.1,PRIVATE",
        "172.16.0.1,PRIVATE",
        "172.31.255.255,PRIVATE",
        "192.168.1.1,PRIVATE",
        "100.64.0.1,CARRIER",
        "100.127.255.255,CARRIER",
        "169.254.1.1,LINK_LOCAL",
        "169.254.169.254,METADATA",
        "100.100.100.200,METADATA",
        "192.0.0.192,METADATA",
        "168.63.129.16,METADATA",
        "192.0.0.8,RESERVED",
        "192.0.2.1,RESERVED",
        "198.18.0.1,RESERVED",
        "198.19.255.255,RESERVED",
        "224.0.0.1,MULTICAST",
        "239.255.255.255,MULTICAST",
        "240.0.0.1,RESERVED",
        "255.255.255.255,BROADCAST",
        "::,UNSPECIFIED",
        "::1,LOOPBACK",
        "fe80::1,LINK_LOCAL",
        "febf::1,LINK_LOCAL",
        "fc00::1,PRIVATE",
        "fdff::1,PRIVATE",
        "fec0::1,PRIVATE",
        "fd00:ec2::254,METADATA",
        "fd20:ce::254,METADATA",
        "ff02::1,MULTICAST",
        "2001:db8::1,RESERVED",
        "2001::1,RESERVED",
        "64:ff9b:1::a00:1,RESERVED",
        "4000::1,RESERVED",
        "::7f00:1,RESERVED",
        "64:ff9b::7f00:1,LOOPBACK",
        "64:ff9b::a9fe:a9fe,METADATA",
        "2002:a00:1::1,PRIVATE",
        "2002:7f00:1::,LOOPBACK",
        "2600::5efe:a00:1,PRIVATE",
        "2600::200:5efe:c0a8:101,PRIVATE",
        "fe80::5efe:808:808,LINK_LOCAL"
    })
    void an_address_that_is_not_public_is_not_dialled(String address, AddressKind kind) {
        InetAddress literal = InetAddress.ofLiteral(address);

        assertThat(AddressPolicy.kindOf(literal.getAddress())).isEqualTo(kind);
        assertThat(strict.mayDial(literal)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.1.1",
                "192.169.1.1",
                "223.255.255.255",
                "2600::1",
                "2a00:1450:4001::1",
                "64:ff9b::808:808",
                "2002:808:808::1"
            })
    void a_public_address_is_dialled(String address) {
        assertThat(strict.mayDial(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void an_ipv4_address_in_an_ipv6_one_is_judged_as_itself() {
        assertThat(AddressPolicy.kindOf(octets("00000000000000000000ffff7f000001")))
                .isEqualTo(AddressKind.LOOPBACK);
        assertThat(AddressPolicy.kindOf(octets("00000000000000000000ffff08080808")))
                .isEqualTo(AddressKind.PUBLIC);
    }

    @Test
    void the_operator_may_allow_a_network_and_allows_nothing_beside_it() throws UnknownHostException {
        AddressPolicy policy =
                new AddressPolicy(List.of(AddressRange.parse("10.1.0.0/20"), AddressRange.parse("fd00::/8")));

        assertThat(policy.mayDial(InetAddress.ofLiteral("10.1.15.255"))).isTrue();
        assertThat(policy.mayDial(InetAddress.ofLiteral("10.1.16.0"))).isFalse();
        assertThat(policy.mayDial(InetAddress.ofLiteral("64:ff9b::a01:1"))).isTrue();
        assertThat(policy.mayDial(InetAddress.ofLiteral("64:ff9b::a01:1001"))).isFalse();
        assertThat(policy.mayDial(InetAddress.ofLiteral("fe80::5efe:a01:1"))).isFalse();
        assertThat(policy.mayDial(InetAddress.ofLiteral("fd12::1"))).isTrue();
        assertThat(policy.mayDial(InetAddress.ofLiteral("fc12::1"))).isFalse();
        assertThat(policy.mayDial(InetAddress.getByAddress(octets("00000000000000000000ffff0a010001"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/x",
                "keys.test/8",
                "10.0.0.0/8/8",
                "300.1.1.1/8",
                "10/8",
                "10.1/16",
                "172.16.0/12",
                "2130706433",
                "010.0.0.0/8",
                "10.0.0.0.0/8",
                "::ffff:10.0.0.0/8",
                "::ffff:a00:0"
            })
    void a_range_that_is_none_is_refused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: address/prefix");
    }

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
