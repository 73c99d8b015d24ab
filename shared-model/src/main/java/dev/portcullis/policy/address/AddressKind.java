package dev.portcullis.policy.address;

/** What an address is for, by the registries of IANA for special-purpose addresses (RFC 6890). */
public enum AddressKind {
    PUBLIC("a public address"),
    UNSPECIFIED("an unspecified address"),
    LOOPBACK("a loopback address"),
    LINK_LOCAL("a link-local address"),
    METADATA("a cloud's metadata address"),
    PRIVATE("a private address"),
    CARRIER("an address of carrier-grade NAT"),
    MULTICAST("a multicast address"),
    BROADCAST("the broadcast address"),
    RESERVED("an address of a reserved range");

    private final String text;

    AddressKind(String text) {
        this.text = text;
    }

    /** With its article. */
    public String text() {
        return text;
    }
}
