package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a library judges a token differently, for each thing that was done to it. */
enum Disagreement {
    // What a library admits and we refuse.
    /**
     * What is not base64url is skipped: white space, padding, the other alphabet, stray bits. RFC 7515 section
     * 2 and RFC 4648 section 3.3 leave no room for it, and two spellings of one token are two entries in every
     * list of revoked ones.
     */
    LENIENT_BASE64(
            Verdict.REFUSED,
            by(
                    Set.of(Peers.JOSE4J, Peers.NIMBUS),
                    "inside the signature: 0",
                    "inside the signature: 9",
                    "inside the signature: 10",
                    "inside the signature: 13",
                    "inside the signature: 32",
                    "inside the signature: 37",
                    "inside the signature: 160",
                    "inside the signature: 233",
                    "behind the token: 0",
                    "behind the token: 9",
                    "behind the token: 10",
                    "behind the token: 13",
                    "behind the token: 37",
                    "behind the token: 160",
                    "behind the token: 233",
                    "one character too many",
                    "one character changed",
                    "other alphabet",
                    "padding",
                    "stray bits of the signature")),

    /**
     * Nimbus trims a token of all that is not above a space. In a header field we remove spaces; nothing else
     * can stand there.
     */
    OUTER_WHITE_SPACE(
            Verdict.REFUSED,
            by(
                    Set.of(Peers.NIMBUS),
                    "before the token: 0",
                    "before the token: 9",
                    "before the token: 10",
                    "before the token: 13")),

    /**
     * RFC 8725 section 3.10 and RFC 7519 section 4 let a reader refuse them; Nimbus does so at the top level
     * only.
     */
    DUPLICATE_NAMES(Verdict.REFUSED, by(Set.of(Peers.NIMBUS), "duplicate name deep down")),

    /** Broken UTF-8 is replaced, and half surrogate pairs are kept. RFC 8259 section 8 has neither. */
    NOT_UTF8(
            Verdict.REFUSED,
            by(
                    Set.of(Peers.JOSE4J, Peers.NIMBUS),
                    "invalid UTF-8",
                    "invalid UTF-8 in the header",
                    "overlong UTF-8",
                    "lone surrogate",
                    "lone surrogate in a name")),

    /** Skipped by Nimbus; RFC 8259 section 8.1 lets a reader do so and no writer send it. */
    BYTE_ORDER_MARK(Verdict.REFUSED, by(Set.of(Peers.NIMBUS), "claims as \ufeff@", "header as \ufeff@")),

    /** Not the grammar of RFC 8259. */
    LENIENT_JSON(Verdict.REFUSED, by(Set.of(Peers.JOSE4J), "invalid escape", "n=\"\t\"", "n=01", "trailing comma")),

    /**
     * We have none, so that every crit is one that we must refuse (RFC 7515 section 4.1.11). The libraries take
     * those for absent that are empty, null, or name b64.
     */
    CRITICAL_EXTENSIONS(
            Verdict.REFUSED,
            by(
                    Set.of(Peers.JOSE4J, Peers.NIMBUS),
                    "crit of b64, which is true",
                    "crit=[\"b64\"]",
                    "crit=[]",
                    "crit=null")),

    /** Fields of JWE in a JWS are ignored; we take them for a token that was meant for someone else. */
    COMPRESSED_OR_ENCRYPTED(
            Verdict.REFUSED,
            by(Set.of(Peers.JOSE4J, Peers.NIMBUS), "zip=\"DEF\"", "zip=null"),
            by(Set.of(Peers.JOSE4J), "enc=\"A128GCM\"", "enc=null")),

    /** RFC 7797 section 3 knows a boolean only; jose4j ignores others. */
    B64_OF_ANOTHER_TYPE(Verdict.REFUSED, by(Set.of(Peers.JOSE4J), "b64=\"false\"", "b64=0", "b64=null")),

    /**
     * A kid is a string (RFC 7515 section 4.1.4); the libraries take null for absent and look for other keys.
     */
    NULL_KID(Verdict.REFUSED, by(Set.of(Peers.JOSE4J, Peers.NIMBUS), "kid=null")),

    /** Sizes and depths, which the libraries limit less or not at all. */
    LIMITS(
            Verdict.REFUSED,
            by(
                    Set.of(Peers.JOSE4J, Peers.NIMBUS),
                    "header 9 deep",
                    "header of 5,000 characters",
                    "payload 33 deep",
                    "payload of 13,000 characters"),
            by(Set.of(Peers.JOSE4J), "payload 3,000 deep", "number of 1,100 digits", "number beyond a double")),

    /** Nimbus does not look at iat, jose4j only whether it lies behind exp. */
    ISSUED_IN_THE_FUTURE(
            Verdict.REFUSED,
            by(Set.of(Peers.JOSE4J, Peers.NIMBUS), "iat=now+90", "iat=now+90 and a half"),
            by(Set.of(Peers.NIMBUS), "iat=99999999999", "iat=9007199254740993")),

    /**
     * A NumericDate is a number (RFC 7519 section 2). A library takes null for absent, or a number beyond its
     * range for another.
     */
    TIMES_THAT_ARE_NONE(
            Verdict.REFUSED,
            by(Set.of(Peers.JOSE4J, Peers.NIMBUS), "iat=null", "nbf=null"),
            by(
                    Set.of(Peers.NIMBUS),
                    "exp=null",
                    "iat=9223372036854775808",
                    "iat=123456789012345678901234567890",
                    "nbf=9223372036854775808",
                    "nbf=123456789012345678901234567890"),
            by(Set.of(Peers.JOSE4J), "exp=1e400", "iat=-1e400", "nbf=-1e400")),

    /** A list of audiences is one of strings (RFC 7519 section 4.1.3). */
    AUDIENCES_THAT_ARE_NONE(Verdict.REFUSED, by(Set.of(Peers.JOSE4J, Peers.NIMBUS), "aud=[null,\"api\"]")),

    /** jose4j opens a token in a token; we take none. */
    NESTED(Verdict.REFUSED, by(Set.of(Peers.JOSE4J), "a token in a token")),

    // What we admit and a library refuses.
    /** Belongs to the header field, of which the libraries know nothing. */
    SPACE_BEFORE_THE_TOKEN(Verdict.ADMITTED, by(Set.of(Peers.JOSE4J), "before the token: 32")),

    /**
     * We try every fitting key, jose4j the first that fits the type, and Nimbus gives up when one has another
     * curve.
     */
    NO_KID(Verdict.ADMITTED, by(Set.of(Peers.JOSE4J, Peers.NIMBUS), "no kid")),

    /** A legal number of seconds that a long does not hold. */
    FAR_FUTURE(
            Verdict.ADMITTED,
            by(Set.of(Peers.JOSE4J, Peers.NIMBUS), "exp=9223372036854775808", "exp=123456789012345678901234567890")),

    /** The libraries judge the types of registered claims that nobody asked them to look at. */
    CLAIMS_THAT_NO_RULE_NAMES(
            Verdict.ADMITTED,
            by(Set.of(Peers.JOSE4J, Peers.NIMBUS), "jti=7", "jti={}", "sub=[\"s\"]", "sub={}"),
            by(Set.of(Peers.JOSE4J), "sub=7")),

    /** We judge these fields as if they were absent, and never look at their values; Nimbus parses them. */
    OFFERED_KEYS(
            Verdict.ADMITTED,
            by(
                    Set.of(Peers.NIMBUS),
                    "jku=7",
                    "jwk=7",
                    "jwk={\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"kid\":\"own\"}",
                    "x5c=\"AAAA\"",
                    "x5t#S256=\"AAAA\"",
                    "x5u=\":not a url:\"")),

    /** We do not look at typ and cty: rules do not name them. */
    TYPES_OF_TOKENS(
            Verdict.ADMITTED,
            by(Set.of(Peers.NIMBUS), "typ=\"at+jwt\"", "typ=7", "cty=7"),
            by(Set.of(Peers.JOSE4J), "cty=\"JWT\"", "cty=7"));

    private final Verdict ours;
    private final List<Cause> causes;

    Disagreement(Verdict ours, Cause... causes) {
        this.ours = ours;
        this.causes = List.of(causes);
    }

    /** What we make of such a token. */
    enum Verdict {
        ADMITTED,
        REFUSED
    }

    private record Cause(Set<Peers> peers, Set<String> mutations) {}

    private static Cause by(Set<Peers> peers, String... mutations) {
        return new Cause(peers, Set.copyOf(Arrays.asList(mutations)));
    }

    /** A reason in a form in which it is met. */
    record Occurrence(Disagreement reason, Peers peer, String mutation) {}

    static @Nullable Occurrence explaining(Peers peer, Verdict ours, String mutation) {
        for (Disagreement reason : values()) {
            for (Occurrence one : reason.occurrences()) {
                if (reason.ours == ours && one.peer() == peer && one.mutation().equals(mutation)) {
                    return one;
                }
            }
        }
        return null;
    }

    /** All forms in which this is met. */
    List<Occurrence> occurrences() {
        List<Occurrence> all = new ArrayList<>();
        for (Cause cause : causes) {
            for (Peers peer : cause.peers) {
                cause.mutations.forEach(mutation -> all.add(new Occurrence(this, peer, mutation)));
            }
        }
        return all;
    }
}
