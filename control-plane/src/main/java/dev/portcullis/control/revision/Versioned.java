package dev.portcullis.control.revision;

/** A resource, as it is answered. */
public interface Versioned {
    /** The revision that last changed the resource itself. */
    long revision();
}
