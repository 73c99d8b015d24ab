package dev.portcullis.fuzz;

import dev.portcullis.model.RequestPolicy;
import dev.portcullis.policy.Normalisation;
import dev.portcullis.policy.RequestHead;
import dev.portcullis.policy.RequestNormaliser;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Any octets as a Host, and behind a line feed as the authority of an absolute-form target beside it. */
public final class HostTarget {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63})*");
    private static final Pattern ASCII_AUTHORITY = Pattern.compile("([A-Za-z0-9._-]+?)\\.?(?::([0-9]*))?");
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::([0-9]*))?");
    private static final int HTTP_PORT = 80;

    private HostTarget() {}

    /** Jazzer's way in. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int lineFeed = text.indexOf('\n');
        String field = lineFeed < 0 ? text : text.substring(0, lineFeed);
        String fromField = host("/", field);
        if (fromField != null) {
            check(field, fromField);
        }
        String beside = lineFeed < 0 ? field : text.substring(lineFeed + 1).replaceAll("[/?].*", "");
        String fromBoth = host("http://" + beside + "/", field);
        if (fromBoth != null) {
            agree(field, fromField, beside, fromBoth);
        }
    }

    private static @Nullable String host(String target, String field) {
        RequestHead head = new RequestHead("GET", target, List.of(field), null, RequestHead.Version.HTTP_1_1);
        return RequestNormaliser.normalise(head, RequestPolicy.STRICT) instanceof Normalisation.Canonical canonical
                ? canonical.request().host()
                : null;
    }

    private static void check(String field, String host) {
        Promise.holds(!host.isEmpty(), "a host has a name");
        boolean address = host.indexOf(':') >= 0;
        Promise.holds(address || NAME.matcher(host).matches(), "a name is made of labels in lower case");
        Promise.holds(host.length() <= 253, "a name is no longer than DNS allows");
        Promise.same(host("/", address ? "[" + host + "]" : host), host, "the host of a canonical host");
        Matcher plain = ASCII_AUTHORITY.matcher(field);
        if (plain.matches()) {
            Promise.same(host, plain.group(1).toLowerCase(Locale.ROOT), "the host that was named");
            return;
        }
        Matcher bracketed = BRACKETED.matcher(field);
        if (bracketed.matches()) {
            Promise.same(address(host), address(bracketed.group(1)), "the address that was named");
            return;
        }
        Promise.holds(field.chars().anyMatch(c -> c >= 0x80), "only names and addresses are hosts");
    }

    /** Two statements of the host are taken for one only where any server would find the same in both. */
    private static void agree(String field, @Nullable String fromField, String beside, String fromBoth) {
        Promise.same(fromBoth, fromField, "the Host beside a target that agrees with it");
        Promise.same(fromBoth, host("/", beside), "the authority of a target as a Host");
        Promise.same(port(beside), port(field), "the port of the Host");
    }

    /** The port of an authority, with that of http for none. */
    private static int port(String authority) {
        String digits = authority.substring(authority.lastIndexOf(':') + 1);
        boolean given = authority.indexOf(':') >= 0 && !authority.endsWith("]") && !digits.isEmpty();
        return given ? Integer.parseInt(digits) : HTTP_PORT;
    }

    private static byte @Nullable [] octets(String literal) {
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String address(String literal) {
        byte[] octets = octets(literal);
        Promise.holds(octets != null, "what was taken for an address is one");
        try {
            return octets == null ? "" : InetAddress.getByAddress(octets).getHostAddress();
        } catch (UnknownHostException e) {
            throw new Promise.Broken("an address of " + octets.length + " octets");
        }
    }
}
