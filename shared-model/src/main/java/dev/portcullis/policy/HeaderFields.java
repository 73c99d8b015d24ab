package dev.portcullis.policy;

import java.util.List;

/** The header fields of a request, as they were received. */
public interface HeaderFields {
    /** The values of every field of that name, without regard to case, in order; empty if there is none. */
    List<String> values(String name);

    /** The names of all fields, as received. */
    Iterable<String> names();
}
