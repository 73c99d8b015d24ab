package dev.portcullis.policy.pattern;

import dev.portcullis.model.PathPattern;
import dev.portcullis.model.PathPattern.Match;
import java.util.List;

/** How patterns lie to each other. Where that cannot be told, answers what leads to a warning too many. */
public final class PatternCover {
    /** An expression that matches all of these was meant for every path. */
    private static final List<String> SAMPLE_PATHS = List.of("/", "/a", "/a/", "/Zq7/~x.y/9-_", "/é/%/ /{}", "/./@:$");

    private PatternCover() {}

    /** Whether every host of one pattern is a host of the other. */
    public static boolean hostCovers(String wide, String narrow) {
        if (!(HostPattern.parse(wide) instanceof Parsed.Valid<HostPattern>(HostPattern a))
                || !(HostPattern.parse(narrow) instanceof Parsed.Valid<HostPattern>(HostPattern b))) {
            return false;
        }
        return switch (b) {
            case HostPattern.Any ignored -> a instanceof HostPattern.Any;
            case HostPattern.Exact exact -> a.matches(exact.text());
            case HostPattern.Below below ->
                a instanceof HostPattern.Any
                        || (a instanceof HostPattern.Below above
                                && (above.equals(below) || above.matches(below.parent())));
        };
    }

    /** Whether some host matches both; patterns that meet cover each other one way or the other. */
    public static boolean hostsMeet(String a, String b) {
        return hostCovers(a, b) || hostCovers(b, a);
    }

    /** Whether every path of one pattern is a path of the other. */
    public static boolean pathCovers(PathPattern wide, PathPattern narrow) {
        return wide.equals(narrow)
                || (wide.match() == Match.PREFIX
                        && narrow.match() != Match.REGEX
                        && isBelow(wide.value(), narrow.value()));
    }

    /** Whether some path may match both. */
    public static boolean pathsMeet(PathPattern a, PathPattern b) {
        return a.match() == Match.REGEX || b.match() == Match.REGEX || pathCovers(a, b) || pathCovers(b, a);
    }

    /** Whether a pattern matches every path, as far as samples tell. */
    public static boolean isEveryPath(PathPattern path, boolean ignoreCase) {
        return switch (path.match()) {
            case EXACT -> false;
            case PREFIX -> path.value().equals("/");
            case REGEX ->
                PathRegex.parse(path.value(), ignoreCase) instanceof Parsed.Valid<PathRegex>(PathRegex regex)
                        && SAMPLE_PATHS.stream().allMatch(regex::matches);
        };
    }

    /** Whether a prefix matches a path, by segment. */
    private static boolean isBelow(String prefix, String path) {
        return path.startsWith(prefix)
                && (prefix.endsWith("/") || path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
