package dev.portcullis.policy;

import dev.portcullis.model.RequestPolicy;
import dev.portcullis.policy.AuthorityReader.Authority;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was received into the one form on which the gateway decides and which it forwards. Stateless; takes time in
 * proportion to the length of target and host. What concerns the framing of the message is not known here and is the
 * server's to refuse.
 */
public final class RequestNormaliser {
    /**
     * The longest path once it is decoded, in characters: what a request can cost that regular expressions are matched
     * against. Patterns of conditions end well below it.
     */
    public static final int MAX_PATH_CHARS = 8_192;

    /** RFC 9110 section 9 and RFC 5789. */
    private static final Set<String> KNOWN_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private RequestNormaliser() {}

    /** Normalises, or says why that cannot be done in one way only. */
    public static Normalisation normalise(RequestHead head, RequestPolicy policy) {
        if (!isToken(head.method())) {
            return ambiguous("The method is not a token");
        }
        if (isMisspelt(head.method())) {
            return ambiguous("The method is a known one in lower case");
        }
        if (head.method().equals("CONNECT")) {
            return ambiguous("CONNECT is not served");
        }
        String fault = targetFault(head.target());
        if (fault != null) {
            return ambiguous(fault);
        }
        Target target = Target.split(head);
        if (target == null) {
            return ambiguous("The request target is in a form that is not served");
        }
        return switch (host(head, target)) {
            case Authority.Invalid invalid -> ambiguous(invalid.detail());
            case Authority.Valid authority -> finish(head.method(), authority.host(), target, policy);
        };
    }

    private static Normalisation finish(String method, String host, Target target, RequestPolicy policy) {
        if (target.path().equals("*")) {
            return method.equals("OPTIONS")
                    ? new Normalisation.ServerOptions()
                    : ambiguous("Only OPTIONS may ask for *");
        }
        return switch (PathReader.read(target.path(), policy)) {
            case PathReader.Path.Refused refused -> ambiguous(refused.detail());
            case PathReader.Path.Canonical path
            when path.decoded().length() > MAX_PATH_CHARS ->
                new Normalisation.Refused(
                        DenialReason.TARGET_TOO_LONG, "The path is longer than " + MAX_PATH_CHARS + " characters");
            case PathReader.Path.Canonical path ->
                new Normalisation.Canonical(
                        new CanonicalRequest(method, host, path.decoded(), path.encoded(), target.query()));
        };
    }

    private static Normalisation ambiguous(String detail) {
        return new Normalisation.Refused(DenialReason.AMBIGUOUS_REQUEST, detail);
    }

    /** A token of RFC 9110 section 5.6.2. */
    private static boolean isToken(String method) {
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            boolean alphanumeric = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (c >= 0x80 || "!#$%&'*+-.^_`|~".indexOf(c) < 0)) {
                return false;
            }
        }
        return !method.isEmpty();
    }

    /**
     * Methods are case-sensitive, but some upstreams fold them: what is not POST for a condition must not be POST there.
     */
    private static boolean isMisspelt(String method) {
        String upperCase = method.toUpperCase(Locale.ROOT);
        return !upperCase.equals(method) && KNOWN_METHODS.contains(upperCase);
    }

    private static @Nullable String targetFault(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return "The request target holds a control character, a space or a character outside ASCII";
            }
            if (c == '#') {
                return "The request target holds a fragment";
            }
        }
        return null;
    }

    /** The one host that every part of the request names. */
    private static Authority host(RequestHead head, Target target) {
        List<String> hosts = head.hosts();
        if (hosts.size() > 1) {
            return new Authority.Invalid("The request carries more than one Host");
        }
        String field = hosts.isEmpty() ? "" : hosts.getFirst();
        String other = target.authority() != null ? target.authority() : head.authority();
        if (other != null && other.isEmpty()) {
            return new Authority.Invalid("The request names an empty host");
        }
        if (field.isEmpty()) {
            // A Host field that is there and empty contradicts any other statement of the host.
            boolean mayLack = head.version() == RequestHead.Version.HTTP_1_0
                    || (head.version() == RequestHead.Version.HTTP_2 && other != null && hosts.isEmpty());
            if (!mayLack) {
                return new Authority.Invalid("The request carries no Host");
            }
            return other == null ? new Authority.Valid("", AuthorityReader.NO_PORT) : AuthorityReader.read(other);
        }
        Authority fromField = AuthorityReader.read(field);
        if (other == null || !(fromField instanceof Authority.Valid one)) {
            return fromField;
        }
        Authority fromOther = AuthorityReader.read(other);
        if (!(fromOther instanceof Authority.Valid two)) {
            return fromOther;
        }
        boolean same = one.host().equals(two.host()) && target.port(one.port()) == target.port(two.port());
        return same ? fromOther : new Authority.Invalid("The Host disagrees with the request target");
    }

    /**
     * The parts of a request target.
     *
     * @param authority of an absolute-form target, else null
     * @param path starts with a slash, or is {@code *}
     * @param defaultPort of the scheme of an absolute-form target
     */
    private record Target(
            @Nullable String authority,
            String path,
            @Nullable String query,
            int defaultPort) {

        /** Null if the target is in no form that is served. */
        static @Nullable Target split(RequestHead head) {
            String target = head.target();
            if (target.startsWith("/")) {
                return of(null, target, AuthorityReader.NO_PORT);
            }
            if (target.equals("*")) {
                return new Target(null, "*", null, AuthorityReader.NO_PORT);
            }
            boolean http = target.regionMatches(true, 0, "http://", 0, 7);
            boolean https = target.regionMatches(true, 0, "https://", 0, 8);
            if (head.version() == RequestHead.Version.HTTP_2 || (!http && !https)) {
                return null;
            }
            int start = http ? 7 : 8;
            int defaultPort = http ? HTTP_PORT : HTTPS_PORT;
            int end = start;
            while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
                end++;
            }
            String authority = target.substring(start, end);
            if (end == target.length() && head.method().equals("OPTIONS")) {
                // RFC 9112 section 3.2.4: this is how OPTIONS * passes through proxies.
                return new Target(authority, "*", null, defaultPort);
            }
            String rest = target.substring(end);
            return of(authority, rest.startsWith("/") ? rest : "/" + rest, defaultPort);
        }

        private static Target of(@Nullable String authority, String rest, int defaultPort) {
            int question = rest.indexOf('?');
            return question < 0
                    ? new Target(authority, rest, null, defaultPort)
                    : new Target(authority, rest.substring(0, question), rest.substring(question + 1), defaultPort);
        }

        int port(int given) {
            return given == AuthorityReader.NO_PORT ? defaultPort : given;
        }
    }
}
