package dev.portcullis.control.explain;

import dev.portcullis.control.body.Faults;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a request that is asked about, split and otherwise as it was written: to a parser of URLs much of what a gateway
 * must judge would be an error, or be gone.
 *
 * @param authority null where only a request target was given
 * @param target the request target in origin form (RFC 9112 section 3.2.1), or whatever was given for it
 */
record AskedUrl(@Nullable String authority, String target) {
    private static final String EXPECTED = "(expected: http://host/path, https://host/path or /path)";

    /** Null with a fault noted, which quotes nothing: a query may hold a token. */
    static @Nullable AskedUrl read(String text, String at, Faults faults) {
        if (text.startsWith("/") || text.equals("*")) {
            return new AskedUrl(null, text);
        }
        String lowerCase = text.toLowerCase(Locale.ROOT);
        int start = lowerCase.startsWith("http://") ? 7 : lowerCase.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            faults.add(at, "neither a URL nor a request target " + EXPECTED);
            return null;
        }
        int end = start;
        while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = text.substring(start, end);
        if (authority.isEmpty() || authority.contains("@")) {
            faults.add(at, (authority.isEmpty() ? "no host " : "user information ") + EXPECTED);
            return null;
        }
        String rest = text.substring(end);
        return new AskedUrl(authority, rest.startsWith("/") ? rest : "/" + rest);
    }

    /** Shows nothing: a query may hold a token. */
    @Override
    public String toString() {
        return "AskedUrl[]";
    }
}
