package dev.portcullis.policy.pattern;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the names of header fields, query parameters and cookies that rules name. */
public final class FieldNames {
    /** The longest name, in characters. */
    public static final int MAX_CHARS = 128;

    /** Fields that frame a message or belong to one connection (RFC 9110 section 7.6.1, RFC 9113 section 8.2.2). */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Set<String> OF_CREDENTIALS = Set.of("authorization", "cookie");

    /** A claim in one of these would be lost: nodes write them last. */
    private static final Set<String> OF_THE_GATEWAY =
            Set.of("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id");

    private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^a-z0-9]");

    private FieldNames() {}

    /**
     * One form for all spellings that upstreams may not tell apart. The variables of CGI (RFC 3875 section 4.1.18) hold
     * letters and digits only; some servers turn every other character of a name, not just the hyphen, into the same one.
     */
    public static String canonical(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lowerCase.length(); i++) {
            char c = lowerCase.charAt(i);
            if (c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return NEITHER_LETTER_NOR_DIGIT.matcher(lowerCase).replaceAll("-");
            }
        }
        return lowerCase;
    }

    /**
     * A field that a claim may be forwarded in: not framing, not hop-by-hop, not Host, Cookie or Authorization, and none that
     * the gateway writes itself.
     */
    public static Parsed<String> parseClaimHeader(String name) {
        if (OF_CREDENTIALS.contains(canonical(name))) {
            return Parsed.invalid(name, "a field that carries no credentials");
        }
        return OF_THE_GATEWAY.contains(canonical(name))
                ? Parsed.invalid(name, "a field that the gateway does not write itself")
                : parseHeader(name);
    }

    /** A field that a token may stand in: not framing, not hop-by-hop, not Host. Cookies are a place of their own. */
    public static Parsed<String> parseTokenHeader(String name) {
        return name.toLowerCase(Locale.ROOT).equals("cookie")
                ? Parsed.invalid(name, "token.type COOKIE for a cookie")
                : parseHeader(name);
    }

    /** A field that a fetch of keys may carry: not framing, not hop-by-hop, not Host. Credentials are what it is for. */
    public static Parsed<String> parseFetchHeader(String name) {
        return parseHeader(name);
    }

    /** A cookie's name: a token of RFC 9110 section 5.6.2. */
    public static Parsed<String> parseCookie(String name) {
        return isToken(name)
                ? new Parsed.Valid<>(name)
                : Parsed.invalid(name, "1 to " + MAX_CHARS + " characters of a cookie's name");
    }

    /** A query parameter's name, as it reads after percent-decoding. */
    public static Parsed<String> parseParameter(String name) {
        boolean controls = name.chars().anyMatch(Character::isISOControl);
        return name.isEmpty() || name.length() > MAX_CHARS || controls
                ? Parsed.invalid(name, "1 to " + MAX_CHARS + " characters, no control characters")
                : new Parsed.Valid<>(name);
    }

    private static Parsed<String> parseHeader(String name) {
        if (!isToken(name)) {
            return Parsed.invalid(name, "1 to " + MAX_CHARS + " letters, digits or !#$%&'*+-.^_`|~");
        }
        return OF_THE_CONNECTION.contains(canonical(name))
                ? Parsed.invalid(name, "a field that does not belong to the connection or frame the message")
                : new Parsed.Valid<>(name);
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_CHARS
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || (c < 0x80 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0));
    }
}
