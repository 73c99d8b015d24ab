package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How two issuers differ that people take for one: by a slash at the end, the scheme, or upper and lower case. */
final class IssuerDifference {
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private IssuerDifference() {}

    /** In words; null if they differ by more, or not at all. */
    static @Nullable String between(String a, String b) {
        if (a.equals(b) || !folded(a).equals(folded(b))) {
            return null;
        }
        List<String> differences = new ArrayList<>();
        if (a.endsWith("/") != b.endsWith("/")) {
            differences.add("a slash at the end");
        }
        if (isHttp(a) != isHttp(b)) {
            differences.add("the scheme");
        }
        String without = unslashed(a).substring(schemeChars(a));
        if (!without.equals(unslashed(b).substring(schemeChars(b)))) {
            differences.add("upper and lower case");
        }
        return differences.isEmpty() ? "spaces around it" : String.join(" and ", differences);
    }

    /** The same for an issuer that is not accepted, without going through those that are: one look-up for each spelling. */
    static @Nullable String nearest(String issuer, Predicate<String> isAccepted) {
        for (String lower : List.of(issuer, issuer.toLowerCase(Locale.ROOT))) {
            String bare = unslashed(lower);
            for (String slashed : List.of(bare, bare + "/")) {
                String rest = slashed.substring(schemeChars(slashed));
                for (String spelling : List.of(slashed, HTTPS + rest, HTTP + rest)) {
                    if (isAccepted.test(spelling)) {
                        String difference = between(issuer, spelling);
                        if (difference != null) {
                            return difference;
                        }
                    }
                }
            }
        }
        return null;
    }

    private static String folded(String issuer) {
        String bare = unslashed(issuer.strip());
        return bare.substring(schemeChars(bare)).toLowerCase(Locale.ROOT);
    }

    private static String unslashed(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    private static boolean isHttp(String issuer) {
        return issuer.regionMatches(true, 0, HTTP, 0, HTTP.length());
    }

    private static int schemeChars(String issuer) {
        if (isHttp(issuer)) {
            return HTTP.length();
        }
        return issuer.regionMatches(true, 0, HTTPS, 0, HTTPS.length()) ? HTTPS.length() : 0;
    }
}
