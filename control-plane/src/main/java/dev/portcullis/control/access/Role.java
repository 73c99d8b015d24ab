package dev.portcullis.control.access;

/** The roles of callers, as they stand in the {@code groups} of their tokens. Operations name every role that may call them. */
public final class Role {
    /** Reads. */
    public static final String VIEWER = "viewer";
    /** Changes what is in an instance. */
    public static final String EDITOR = "editor";
    /** Creates and deletes instances. */
    public static final String ADMIN = "admin";

    private Role() {}
}
