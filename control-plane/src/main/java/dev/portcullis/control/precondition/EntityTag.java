package dev.portcullis.control.precondition;

/**
 * An entity tag (RFC 9110 section 8.8.3).
 *
 * @param opaque what stands between the quotes
 * @param weak marked with {@code W/}; the tags that we make never are
 */
public record EntityTag(String opaque, boolean weak) {

    /**
     * The strong tag of a resource.
     *
     * @param epoch of its instance, which tells it from an earlier one of the same id
     * @param revision the one that last changed the resource itself
     */
    public static EntityTag of(String epoch, long revision) {
        return new EntityTag(epoch + "." + revision, false);
    }

    /** The strong tag of another form of the same state (RFC 9110 section 8.8.3.3). */
    public EntityTag inForm(String form) {
        return new EntityTag(opaque + "." + form, weak);
    }

    /** RFC 9110 section 8.8.3.2: a weak tag equals nothing. */
    boolean equalsStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** RFC 9110 section 8.8.3.2. */
    boolean equalsWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** As it stands in a header field. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + "\"";
    }
}
