package dev.portcullis.control.promise;

import java.util.Comparator;

/**
 * A resource of an instance, or the instance itself. In the order of lists: ids sort by creation.
 *
 * @param rule the id of the rule that an authorization belongs to; else empty
 * @param id of an instance: empty
 */
record Ref(Kind kind, String rule, String id) implements Comparable<Ref> {
    static final Ref SELF = new Ref(Kind.INSTANCE, "", "");

    private static final Comparator<Ref> ORDER =
            Comparator.comparing(Ref::kind).thenComparing(Ref::rule).thenComparing(Ref::id);

    static Ref route(String id) {
        return new Ref(Kind.ROUTE, "", id);
    }

    static Ref rule(String id) {
        return new Ref(Kind.RULE, "", id);
    }

    static Ref authorization(String rule, String id) {
        return new Ref(Kind.AUTHORIZATION, rule, id);
    }

    /** Its address, below {@code /api/v1}. */
    String path(String instance) {
        return kind == Kind.INSTANCE ? "/instances/" + instance : listPath(instance, kind, rule) + "/" + id;
    }

    /** The address of the list of a kind. */
    static String listPath(String instance, Kind kind, String rule) {
        String inside = kind == Kind.AUTHORIZATION ? "/rules/" + rule : "";
        return "/instances/" + instance + inside + "/" + kind.collection();
    }

    @Override
    public int compareTo(Ref other) {
        return ORDER.compare(this, other);
    }
}
