package dev.portcullis.fuzz;

import dev.portcullis.model.RequestPolicy;
import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.Normalisation;
import dev.portcullis.policy.RequestHead;
import dev.portcullis.policy.RequestNormaliser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A digit from 0 to 7, which says what the instance allows, and behind it any octets as a request target. */
public final class PathTarget {
    private static final int SLASH = 1;
    private static final int SEMICOLON = 2;
    private static final int EMPTY = 4;

    private PathTarget() {}

    /** Jazzer's way in. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        RequestPolicy policy =
                new RequestPolicy((input[0] & SLASH) != 0, (input[0] & SEMICOLON) != 0, (input[0] & EMPTY) != 0);
        String target = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
        CanonicalRequest request = normalised(target, policy);
        if (request != null) {
            check(request, policy);
            if (target.startsWith("/")) {
                agreesWithTarget(request, target, policy);
            }
        }
    }

    private static @Nullable CanonicalRequest normalised(String target, RequestPolicy policy) {
        RequestHead head = new RequestHead("GET", target, List.of("h.example"), null, RequestHead.Version.HTTP_1_1);
        return RequestNormaliser.normalise(head, policy) instanceof Normalisation.Canonical canonical
                ? canonical.request()
                : null;
    }

    /** A canonical path means one thing only, whoever reads it. */
    private static void check(CanonicalRequest request, RequestPolicy policy) {
        String path = request.path();
        String forward = request.forwardPath();
        Promise.holds(UpstreamPath.isPlain(forward, policy), "what is forwarded holds raw characters and %XX only");
        Promise.same(UpstreamPath.decoded(forward), path.replace("%2F", "/"), "what is matched is what is forwarded");
        Promise.holds(
                policy.allowEncodedSlash()
                        || !path.toUpperCase(java.util.Locale.ROOT).contains("%2F"),
                "no encoded slash");
        Promise.holds(policy.allowEmptySegments() || !path.contains("//"), "no empty segment");
        Promise.holds(policy.allowSemicolon() || path.indexOf(';') < 0, "no semicolon");
        Promise.holds(path.indexOf('\\') < 0, "no backslash");
        Promise.holds(path.chars().noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0)), "no control character");
        for (String segment : path.replace("%2F", "/").split("[/;]", -1)) {
            Promise.holds(!segment.equals(".") && !segment.equals(".."), "no dot segment, whoever splits the path");
        }
        UpstreamPath.Reading agreed = UpstreamPath.Reading.LITERAL;
        for (UpstreamPath.Reading reading : UpstreamPath.Reading.values()) {
            if (reading.isToldApartBy(policy)) {
                Promise.same(reading.of(forward), agreed.of(forward), reading + " of what is forwarded");
            }
        }
        CanonicalRequest again = normalised(forward, policy);
        Promise.holds(again != null, "what is forwarded is not refused itself");
        if (again != null) {
            Promise.same(again.path(), path, "the path of what is forwarded");
            Promise.same(again.forwardPath(), forward, "the forwarded form of what is forwarded");
        }
    }

    /** What is matched is what the client asked for, by the plainest reading that there is. */
    private static void agreesWithTarget(CanonicalRequest request, String target, RequestPolicy policy) {
        int question = target.indexOf('?');
        String raw = question < 0 ? target : target.substring(0, question);
        Promise.same(request.query(), question < 0 ? null : target.substring(question + 1), "the query as it came");
        if (policy.equals(RequestPolicy.STRICT)) {
            Promise.same(
                    UpstreamPath.Reading.DECODED_FIRST.of(raw),
                    List.of(request.path().substring(1).split("/", -1)),
                    "the path that was asked for");
        }
    }
}
