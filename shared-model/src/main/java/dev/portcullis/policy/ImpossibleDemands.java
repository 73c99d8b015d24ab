package dev.portcullis.policy;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RuleWarning.Code;
import dev.portcullis.policy.jwk.KeyAlgorithms;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what a rule asks for and no token can have. It is stored all the same: the rule keeps out, and lets nobody in. */
final class ImpossibleDemands {
    private static final Set<String> TIMES = Set.of("exp", "nbf", "iat");

    /** Claims that are objects: of OpenID Connect, RFC 7800, RFC 8693, and of providers. */
    private static final Set<String> OBJECTS = Set.of(
            "address",
            "cnf",
            "act",
            "may_act",
            "realm_access",
            "resource_access",
            "authorization",
            "app_metadata",
            "user_metadata",
            "firebase",
            "google",
            "kubernetes.io",
            "ext");

    /** Keycloak, which nests every claim whose name has a dot. */
    private static final Pattern KEYCLOAK = Pattern.compile("https?://[^/]+/(?:.*/)?realms/[^/]+/?");

    private final RuleItem rule;
    private final List<RuleWarning> warnings = new ArrayList<>();

    private ImpossibleDemands(RuleItem rule) {
        this.rule = rule;
    }

    static List<RuleWarning> of(RuleItem rule) {
        ImpossibleDemands demands = new ImpossibleDemands(rule);
        demands.name("issuer", rule.issuer(), "iss");
        List<String> audiences = rule.audiences() == null ? List.of() : rule.audiences();
        for (int i = 0; i < audiences.size(); i++) {
            demands.name("audiences[" + i + "]", audiences.get(i), "aud");
        }
        demands.algorithms();
        for (int i = 0; i < rule.requiredClaims().size(); i++) {
            demands.claim("requiredClaims[" + i + "]", rule.requiredClaims().get(i));
        }
        for (int i = 0; i < rule.claimsToHeaders().size(); i++) {
            demands.nested(
                    "claimsToHeaders[" + i + "]", rule.claimsToHeaders().get(i).claim());
        }
        return List.copyOf(demands.warnings);
    }

    private void warn(Code code, String message) {
        warnings.add(new RuleWarning(code, message, null));
    }

    private void noToken(String message) {
        warn(Code.MATCHES_NO_TOKEN, message);
    }

    /** A StringOrURI of RFC 7519 section 2: with a colon in it, it is a URI. */
    private void name(String field, String value, String claim) {
        if (!value.equals(value.strip())) {
            noToken(field + " " + Shown.text(value) + " begins or ends with a space: it must equal " + claim
                    + " byte for byte, and no provider has spaces there");
        } else if (value.indexOf(':') >= 0 && !isUri(value)) {
            noToken(field + " " + Shown.text(value) + " has a colon and is no URI, which RFC 7519 section 2 makes of "
                    + "such names: no token has it as " + claim);
        }
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void algorithms() {
        List<JwsAlgorithm> allowed = rule.allowedAlgorithms();
        if (allowed == null || !(rule.keys() instanceof KeySource.Inline inline)) {
            return;
        }
        Set<JwsAlgorithm> possible = KeyAlgorithms.of(inline.keys());
        if (Collections.disjoint(allowed, possible)) {
            noToken("allowedAlgorithms has none that a key of jwks can do (expected: one of "
                    + Shown.list(possible.stream().map(JwsAlgorithm::joseName).toList()) + ")");
        }
    }

    private void claim(String field, RuleItem.RequiredClaim required) {
        List<String> path = required.claim();
        String head = path.getFirst();
        boolean typed = TIMES.contains(head)
                || head.equals("iss")
                || (head.equals("sub") && rule.sub() != null)
                || (head.equals("aud") && rule.audiences() != null);
        if (typed && path.size() > 1) {
            noToken(field + ": " + head + " is no object, so nothing stands in it at " + Shown.path(path));
        } else if (head.equals("iss")) {
            equals(field, required, rule.issuer(), "issuer");
        } else if (typed && head.equals("sub")) {
            equals(field, required, rule.sub(), "sub");
        } else if (typed && head.equals("aud")) {
            kind(field, required, String.class::isInstance, "aud", "texts");
        } else if (typed) {
            kind(field, required, Number.class::isInstance, head, "a number");
        } else {
            parts(field, required);
            nested(field, path);
        }
    }

    private void equals(String field, RuleItem.RequiredClaim required, @Nullable String value, String other) {
        if (value != null && !ClaimChecks.isMet(required, value)) {
            noToken(field + " asks for another " + required.claim().getFirst() + " than " + other + " "
                    + Shown.text(value) + ": no token has both");
        }
    }

    private void kind(
            String field, RuleItem.RequiredClaim required, Predicate<Object> kind, String claim, String expected) {
        if (required.anyOf().stream().noneMatch(kind)) {
            noToken(field + ".anyOf " + Shown.values(required.anyOf()) + ": " + claim + " is " + expected);
        }
    }

    /** Values that no element of a list in one text can be. */
    private void parts(String field, RuleItem.RequiredClaim required) {
        String separator = required.splitAt();
        if (separator == null) {
            return;
        }
        List<Object> whole = required.anyOf().stream()
                .filter(value -> !(value instanceof String text) || text.isEmpty() || text.contains(separator))
                .toList();
        if (!whole.isEmpty()) {
            noToken(field + ".anyOf " + Shown.values(whole) + ": a text claim "
                    + Shown.path(required.claim()) + " is split at " + Shown.text(separator)
                    + ", so no element of it is that (expected: one element each)");
        }
    }

    private void nested(String field, List<String> path) {
        String name = path.getFirst();
        if (path.size() > 1 || name.indexOf(':') >= 0 || name.indexOf('/') >= 0) {
            return;
        }
        List<String> names = nests(name);
        if (names != null) {
            warn(
                    Code.CLAIM_IS_NESTED,
                    field + ".claim " + Shown.text(name)
                            + " is one name with a dot in it; this provider nests, which is "
                            + "written as a list of names: " + Shown.path(names));
        }
    }

    /** The path that a dotted name means; null if it may well be one name. */
    private @Nullable List<String> nests(String name) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (OBJECTS.contains(name.substring(0, dot)) && dot + 1 < name.length()) {
                return path(name.substring(0, dot), name.substring(dot + 1));
            }
        }
        int dot = name.indexOf('.');
        boolean dotted = dot > 0 && !name.endsWith(".") && !OBJECTS.contains(name);
        return dotted && KEYCLOAK.matcher(rule.issuer()).matches()
                ? path(name.substring(0, dot), name.substring(dot + 1))
                : null;
    }

    private static List<String> path(String head, String rest) {
        List<String> path = new ArrayList<>(List.of(head));
        int last = rest.lastIndexOf('.');
        if (head.equals("resource_access") && last > 0) {
            // Below it stand the names of clients, in which dots are common.
            path.addAll(List.of(rest.substring(0, last), rest.substring(last + 1)));
        } else {
            path.addAll(List.of(rest.split("\\.")));
        }
        return path;
    }
}
