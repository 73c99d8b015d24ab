package dev.portcullis.chaos.model;

/** An authorization: it matches by whole segments or exactly. */
public record Condition(Match match, String path) implements Comparable<Condition> {
    /** How a path is compared. */
    public enum Match {
        PREFIX,
        EXACT
    }

    boolean matches(String requested) {
        return switch (match) {
            case EXACT -> requested.equals(path);
            case PREFIX -> covers(path, requested);
        };
    }

    static boolean covers(String prefix, String requested) {
        return requested.equals(prefix) || requested.startsWith(prefix + "/");
    }

    @Override
    public int compareTo(Condition other) {
        int byPath = path.compareTo(other.path);
        return byPath != 0 ? byPath : match.compareTo(other.match);
    }
}
